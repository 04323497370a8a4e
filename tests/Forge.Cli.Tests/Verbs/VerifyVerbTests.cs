using System.Security.Cryptography;
using System.Text.Json;
using Forge.Artifacts;
using Forge.Artifacts.Provenance;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Cli.Tests.Verbs;

public sealed class VerifyVerbTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly string _privateKey;

    public VerifyVerbTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _privateKey = key.ExportPkcs8PrivateKeyPem();
        _directory.Write("key.pem", key.ExportSubjectPublicKeyInfoPem());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Verify_SignedArtifact_SaysWhereItComesFrom()
    {
        await StoreAsync(isAttached: true);

        var run = await VerifyAsync("--key", _directory.Combine("key.pem"));

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("shop/1 is what its provenance says").And.Contain("urn:a").And.Contain("3f2c");
        run.Error.Should().Contain("signed by");
    }

    [Fact]
    public async Task Verify_Json_IsOneObject()
    {
        await StoreAsync(isAttached: true);

        var report = JsonDocument.Parse((await VerifyAsync("--json")).LastLine).RootElement;

        report.GetProperty("isVerified").GetBoolean().Should().BeTrue();
        report.GetProperty("isSigned").GetBoolean().Should().BeTrue();
        report.TryGetProperty("signedBy", out _).Should().BeFalse("no key was given");
    }

    [Fact]
    public async Task Verify_NoProvenance_ExitsWithOneAndSaysSo()
    {
        await StoreAsync(isAttached: false);

        var run = await VerifyAsync();

        run.ExitCode.Should().Be(1);
        run.Output.Should().Contain("'shop/1' has no provenance.");
    }

    [Theory]
    [InlineData("a//b", "'a//b' is not the key of an artifact")]
    public async Task Verify_NoKey_ExitsWithTwo(string artifact, string expected)
    {
        var run = await CliRun.OfAsync("verify", artifact, "--store", _directory.Combine("store"));

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(expected);
    }

    [Fact]
    public async Task Verify_FileIsNoKey_ExitsWithTwoAndNamesIt()
    {
        var run = await VerifyAsync("--key", _directory.Write("wrong.pem", "x"));

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("wrong.pem").And.Contain("P-256");
    }

    private Task<CliRun> VerifyAsync(params string[] more) => CliRun.OfAsync(["verify", "shop/1", "--store", _directory.Combine("store"), .. more]);

    private async Task StoreAsync(bool isAttached)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddFileSystemArtifactStore(options => options.Directory = _directory.Combine("store"));
        await using var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredService<IArtifactStore>();
        await store.PutAsync(ArtifactKey.Parse("shop/1"), new MemoryStream([1, 2, 3]), Cancel);
        if (isAttached)
        {
            using var key = ProvenanceKeyPair.FromPem(new SecretValue(_privateKey));
            await new ArtifactProvenance(store).AttachAsync(
                new ProvenanceRequest { Artifact = ArtifactKey.Parse("shop/1"), Builder = "urn:a", InvocationId = "shop:1", SourceRevision = "3f2c" }, key, Cancel);
        }
    }
}
