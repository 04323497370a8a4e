using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Forge.Artifacts.Provenance;
using Forge.Artifacts.Trees;
using Forge.Build;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Provenance;

public sealed class ArtifactProvenanceTests : IDisposable
{
    private static readonly ArtifactKey Key = ArtifactKey.Parse("shop/1/shop.zip");
    private static readonly ArtifactKey Place = ArtifactKey.Parse("shop/1/shop.zip.provenance.json");

    private readonly TempDirectory _directory = new();
    private readonly FakeArtifactStore _store = new(TimeProvider.System);
    private readonly ProvenanceKeyPair _key = NewKey();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ArtifactProvenance Provenance => new(_store);

    public void Dispose()
    {
        _key.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Attach_ThenVerify_FindsNothingWrong()
    {
        await StoreAsync(Zip());
        await Provenance.AttachAsync(Request(), _key, Cancel);

        var verified = await Provenance.VerifyAsync(Key, [_key], Cancel);

        verified.Problems.Should().BeEmpty();
        verified.Should().BeEquivalentTo(new { IsSigned = true, SignedBy = _key.Id, Builder = "https://forge.example/a", InvocationId = "shop:1", SourceRevision = "3f2c", Files = 2 });
    }

    [Fact]
    public async Task Attach_Always_WritesAnInTotoStatementWithSlsaProvenance()
    {
        await StoreAsync(Zip());
        await Provenance.AttachAsync(Request(), key: null, Cancel);

        var statement = JsonDocument.Parse(await ReadAsync(Place)).RootElement;

        statement.GetProperty("_type").GetString().Should().Be("https://in-toto.io/Statement/v1");
        statement.GetProperty("predicateType").GetString().Should().Be("https://slsa.dev/provenance/v1");
        statement.GetProperty("subject").EnumerateArray().Select(subject => subject.GetProperty("name").GetString())
            .Should().Equal("shop/1/shop.zip", "shop/1/shop.zip!/a.txt", "shop/1/shop.zip!/b/ü.txt");
        statement.GetProperty("subject")[1].GetProperty("digest").GetProperty("sha256").GetString().Should().Be(Convert.ToHexStringLower(SHA256.HashData("aaa"u8)));
        var definition = statement.GetProperty("predicate").GetProperty("buildDefinition");
        definition.GetProperty("externalParameters").GetProperty("project").GetString().Should().Be("shop");
        definition.GetProperty("resolvedDependencies").GetRawText().Should().Be(
            $$$"""[{"uri":"https://git.example/shop.git","digest":{"gitCommit":"3f2c"}},{"name":"buildspec","digest":{"sha256":"{{{new string('a', 64)}}}"}},{"uri":"registry.example/build@sha256:{{{new string('b', 64)}}}","digest":{"sha256":"{{{new string('b', 64)}}}"}}]""");
        var run = statement.GetProperty("predicate").GetProperty("runDetails");
        run.GetProperty("builder").GetProperty("id").GetString().Should().Be("https://forge.example/a");
        run.GetProperty("metadata").GetProperty("startedOn").GetString().Should().Be("2026-01-01T00:00:00Z");
    }

    [Fact]
    public async Task Attach_Signed_OpensslAgrees()
    {
        await StoreAsync(Zip());
        await Provenance.AttachAsync(Request(), _key, Cancel);
        var envelope = JsonDocument.Parse(await ReadAsync(Place)).RootElement;
        var payload = envelope.GetProperty("payload").GetBytesFromBase64();
        var type = envelope.GetProperty("payloadType").GetString()!;
        await File.WriteAllBytesAsync(_directory.Combine("signed"), [.. Encoding.UTF8.GetBytes($"DSSEv1 {type.Length} {type} {payload.Length} "), .. payload], Cancel);
        await File.WriteAllBytesAsync(_directory.Combine("signature"), envelope.GetProperty("signatures")[0].GetProperty("sig").GetBytesFromBase64(), Cancel);
        _directory.Write("key.pem", _key.PublicKey);

        using var openssl = Process.Start(new ProcessStartInfo("openssl", ["dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "signed"])
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardOutput = true,
        })!;
        var said = await openssl.StandardOutput.ReadToEndAsync(Cancel);
        await openssl.WaitForExitAsync(Cancel);

        said.Trim().Should().Be("Verified OK");
        type.Should().Be("application/vnd.in-toto+json");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attach_SameAgain_ChangesNothing(bool isSigned)
    {
        await StoreAsync(Zip());
        var first = await Provenance.AttachAsync(Request(), isSigned ? _key : null, Cancel);

        (await Provenance.AttachAsync(Request(), isSigned ? _key : null, Cancel)).Should().Be(first);
    }

    [Fact]
    public async Task Attach_OtherFacts_IsAConflict()
    {
        await StoreAsync(Zip());
        await Provenance.AttachAsync(Request(), _key, Cancel);

        var attach = () => Provenance.AttachAsync(Request() with { Builder = "https://elsewhere" }, _key, Cancel);

        (await attach.Should().ThrowAsync<ArtifactStoreException>()).Which.Failure.Should().Be(ArtifactStoreFailure.Conflict);
    }

    [Fact]
    public async Task Attach_NoArtifact_IsNotFound()
    {
        var attach = () => Provenance.AttachAsync(Request(), _key, Cancel);

        (await attach.Should().ThrowAsync<ArtifactStoreException>()).Which.Failure.Should().Be(ArtifactStoreFailure.NotFound);
    }

    [Fact]
    public async Task Verify_AnyByteOfTheEnvelopeIsFlipped_IsFound()
    {
        await StoreAsync(Zip());
        await Provenance.AttachAsync(Request(), _key, Cancel);
        var bytes = await ReadAsync(Place);
        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] flipped = [.. bytes];
            flipped[i] ^= (byte)(1 << (i % 7));
            await ReplaceAsync(Place, flipped);

            (await Provenance.VerifyAsync(Key, [_key], Cancel)).Problems.Should().NotBeEmpty($"byte {i} was flipped");
        }
    }

    [Fact]
    public async Task Verify_AnyByteOfTheArtifactIsFlipped_IsFound()
    {
        var zip = Zip();
        await StoreAsync(zip);
        await Provenance.AttachAsync(Request(), _key, Cancel);
        for (var i = 0; i < zip.Length; i++)
        {
            byte[] flipped = [.. zip];
            flipped[i] ^= (byte)(1 << (i % 8));
            await ReplaceAsync(Key, flipped);

            (await Provenance.VerifyAsync(Key, [_key], Cancel)).Problems.Should().NotBeEmpty($"byte {i} was flipped");
        }
    }

    [Fact]
    public async Task Verify_FilesDiffer_SaysWhich()
    {
        await StoreAsync(Zip());
        await Provenance.AttachAsync(Request(), _key, Cancel);
        await ReplaceAsync(Key, Zip(("a.txt", "AAA"), ("new.txt", "new")));

        var problems = (await Provenance.VerifyAsync(Key, [_key], Cancel)).Problems;

        problems.Should().HaveCount(4);
        problems[0].Should().StartWith("'shop/1/shop.zip' has the SHA-256");
        problems[1].Should().StartWith("The file 'a.txt' has the SHA-256");
        problems[2].Should().Be("The file 'b/ü.txt' is missing.");
        problems[3].Should().Be("The file 'new.txt' is not in the provenance.");
    }

    [Fact]
    public async Task Verify_NotSigned_IsWrongOnlyWhereAKeyIsGiven()
    {
        await StoreAsync(Zip());
        await Provenance.AttachAsync(Request(), key: null, Cancel);

        (await Provenance.VerifyAsync(Key, [], Cancel)).Should().BeEquivalentTo(new { Problems = Array.Empty<string>(), IsSigned = false });
        (await Provenance.VerifyAsync(Key, [_key], Cancel)).Problems.Should().ContainSingle().Which.Should().Contain("not signed");
    }

    [Fact]
    public async Task Verify_SignedByAnotherKey_SaysBoth()
    {
        await StoreAsync(Zip());
        await Provenance.AttachAsync(Request(), _key, Cancel);
        using var other = NewKey();

        var problems = (await Provenance.VerifyAsync(Key, [other], Cancel)).Problems;

        problems.Should().ContainSingle().Which.Should().Contain(_key.Id).And.Contain(other.Id);
        (await Provenance.VerifyAsync(Key, [other, _key], Cancel)).SignedBy.Should().Be(_key.Id);
    }

    [Fact]
    public async Task Verify_ProvenanceOfAnotherArtifact_IsFound()
    {
        await StoreAsync(Zip());
        var other = ArtifactKey.Parse("shop/2/shop.zip");
        await _store.PutAsync(other, new MemoryStream(Zip()), Cancel);
        await Provenance.AttachAsync(Request() with { Artifact = other }, _key, Cancel);
        await ReplaceAsync(Place, await ReadAsync(ArtifactKey.Parse("shop/2/shop.zip.provenance.json")));

        (await Provenance.VerifyAsync(Key, [_key], Cancel)).Problems.Should().ContainSingle().Which.Should().Be("The provenance is about 'shop/2/shop.zip' and not about 'shop/1/shop.zip'.");
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1"}""")]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://example.org/other"}""")]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://slsa.dev/provenance/v1"}""")]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1","subject":[]}""")]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1","subject":[{"name":"shop/1/shop.zip","digest":{"sha256":"x"}}]}""")]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1","subject":[]}""")]
    public async Task Verify_NoStatement_SaysSo(string text)
    {
        await StoreAsync(Zip());
        await _store.PutAsync(Place, new MemoryStream(Encoding.UTF8.GetBytes(text)), Cancel);

        (await Provenance.VerifyAsync(Key, [], Cancel)).Problems.Should().ContainSingle().Which.Should().StartWith("The provenance");
    }

    [Fact]
    public async Task Verify_NothingIsThere_SaysBoth()
    {
        (await Provenance.VerifyAsync(Key, [], Cancel)).Problems.Should().Equal("'shop/1/shop.zip' has no provenance.", "There is no artifact 'shop/1/shop.zip'.");
    }

    [Fact]
    public async Task Verify_StoreFindsDamage_SaysSo()
    {
        await StoreAsync(Zip());
        await Provenance.AttachAsync(Request(), _key, Cancel);
        _store.Corrupt(Key);

        (await Provenance.VerifyAsync(Key, [_key], Cancel)).Problems.Should().ContainSingle().Which.Should().Contain("damaged");
    }

    [Fact]
    public async Task Attach_Tree_NamesItsFiles()
    {
        _directory.Write("source/a.txt", "aaa");
        var tree = ArtifactKey.Parse("trees/one");
        await new ArtifactTrees(_store, "trees", TimeProvider.System).PutAsync(new TreePutRequest { Key = tree, Directory = _directory.Combine("source") }, Cancel);
        await Provenance.AttachAsync(Request() with { Artifact = tree }, _key, Cancel);

        (await Provenance.VerifyAsync(tree, [_key], Cancel)).Should().BeEquivalentTo(new { Problems = Array.Empty<string>(), Files = 1 });
    }

    [Theory]
    [InlineData("")]
    [InlineData("just some bytes that are no archive")]
    [InlineData("PK but no zip")]
    public async Task Attach_NoArchive_IsAboutTheWhole(string text)
    {
        await StoreAsync(Encoding.ASCII.GetBytes(text));
        await Provenance.AttachAsync(Request(), _key, Cancel);

        (await Provenance.VerifyAsync(Key, [_key], Cancel)).Should().BeEquivalentTo(new { Problems = Array.Empty<string>(), Files = 0 });
    }

    private static ProvenanceKeyPair NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return ProvenanceKeyPair.FromPem(new SecretValue(key.ExportPkcs8PrivateKeyPem()));
    }

    private static ProvenanceRequest Request() => new()
    {
        Artifact = Key,
        Builder = "https://forge.example/a",
        InvocationId = "shop:1",
        SourceUri = "https://git.example/shop.git",
        SourceRevision = "3f2c",
        BuildSpec = ArtifactDigest.Parse(new string('a', 64)),
        Image = ImageReference.Parse($"registry.example/build@sha256:{new string('b', 64)}"),
        Parameters = new Dictionary<string, string> { ["project"] = "shop" },
        StartedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, text) in files.Length > 0 ? files : [("b/ü.txt", "bbb"), ("a.txt", "aaa")])
            {
                var entry = zip.CreateEntry(name);
                entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var content = entry.Open();
                content.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    private Task<ArtifactInfo> StoreAsync(byte[] bytes) => _store.PutAsync(Key, new MemoryStream(bytes), Cancel);

    private async Task ReplaceAsync(ArtifactKey key, byte[] bytes)
    {
        await _store.DeleteAsync(key, Cancel);
        await _store.PutAsync(key, new MemoryStream(bytes), Cancel);
    }

    private async Task<byte[]> ReadAsync(ArtifactKey key)
    {
        using var copy = new MemoryStream();
        await (await _store.OpenReadAsync(key, Cancel)).CopyToAsync(copy, Cancel);
        return copy.ToArray();
    }
}
