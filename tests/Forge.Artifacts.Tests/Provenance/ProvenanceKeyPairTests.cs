using System.Diagnostics;
using System.Security.Cryptography;
using Forge.Artifacts.Provenance;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Provenance;

public sealed class ProvenanceKeyPairTests
{
    private static readonly byte[] Bytes = [1, 2, 3];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> NotKeys()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        using var rsa = RSA.Create(1024);
        using var good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return
        [
            "", "not a PEM", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", other.ExportPkcs8PrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(),
            good.ExportEncryptedPkcs8PrivateKeyPem("password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)),
        ];
    }

    public static TheoryData<string, string> Keys()
    {
        var keys = new TheoryData<string, string>();
        foreach (var (curve, hash) in new[] { (ECCurve.NamedCurves.nistP256, "sha256"), (ECCurve.NamedCurves.nistP384, "sha384"), (ECCurve.NamedCurves.nistP521, "sha512") })
        {
            using var key = ECDsa.Create(curve);
            keys.Add(key.ExportPkcs8PrivateKeyPem(), hash);
            keys.Add(key.ExportECPrivateKeyPem(), hash);
        }

        using var rsa = RSA.Create(2048);
        keys.Add(rsa.ExportPkcs8PrivateKeyPem(), "sha256");
        keys.Add(rsa.ExportRSAPrivateKeyPem(), "sha256");
        return keys;
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Sign_AnyKey_OpenSslAcceptsTheSignature(string pem, string hash)
    {
        using var directory = new TempDirectory();
        using var pair = ProvenanceKeyPair.FromPem(new SecretValue(pem));
        directory.Write("key.pem", pair.PublicKey);
        await File.WriteAllBytesAsync(directory.Combine("signed"), Bytes, Cancel);
        await File.WriteAllBytesAsync(directory.Combine("signature"), pair.Sign(Bytes), Cancel);

        using var openssl = Process.Start(new ProcessStartInfo("openssl", ["dgst", $"-{hash}", "-verify", "key.pem", "-signature", "signature", "signed"])
        {
            WorkingDirectory = directory.Path,
            RedirectStandardOutput = true,
        })!;

        (await openssl.StandardOutput.ReadToEndAsync(Cancel)).Trim().Should().Be("Verified OK");
        await openssl.WaitForExitAsync(Cancel);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void FromPem_PrivateKey_SignsWhatThePublicOneAccepts(string pem, string hash)
    {
        hash.Should().NotBeEmpty();
        using var pair = ProvenanceKeyPair.FromPem(new SecretValue(pem));
        using var open = ProvenanceKeyPair.FromPem(new SecretValue(pair.PublicKey));

        open.Id.Should().Be(pair.Id);
        open.Verify(Bytes, pair.Sign(Bytes)).Should().BeTrue();
        open.Verify([1, 2], pair.Sign(Bytes)).Should().BeFalse();
        open.Verify(Bytes, [1, 2, 3]).Should().BeFalse();
        open.Invoking(it => it.Sign(Bytes)).Should().Throw<InvalidOperationException>();
        pair.PublicKey.Should().NotContain("PRIVATE");
    }

    [Theory]
    [MemberData(nameof(NotKeys))]
    public void FromPem_NoKey_SaysWhatIsWanted(string text)
    {
        var read = () => ProvenanceKeyPair.FromPem(new SecretValue(text));

        var message = read.Should().Throw<FormatException>().Which.ToString();
        message.Should().Contain("P-256").And.NotContain("AAAA");
    }

    [Fact]
    public async Task Load_FromTheSecretStore_IsTheKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var secrets = new FakeSecretStore();
        secrets.Add("signing", key.ExportPkcs8PrivateKeyPem());

        using var pair = await ProvenanceKeyPair.LoadAsync(secrets, new SecretReference { Id = "signing" }, Cancel);

        pair.PublicKey.Should().Be(key.ExportSubjectPublicKeyInfoPem());
    }

    [Fact]
    public async Task Load_NoSuchSecret_SaysWhich()
    {
        var load = () => ProvenanceKeyPair.LoadAsync(new FakeSecretStore(), new SecretReference { Id = "signing" }, Cancel);

        await load.Should().ThrowAsync<SecretStoreException>().WithMessage("*'signing'*");
    }
}
