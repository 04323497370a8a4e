using System.Security.Cryptography;

namespace Forge.Artifacts.Provenance;

/// <summary>How keys of one kind sign, as cosign does with such keys.</summary>
/// <param name="Sign">Signs bytes.</param>
/// <param name="Verify">Checks a signature of bytes.</param>
internal sealed record SignatureScheme(Func<byte[], byte[]> Sign, Func<byte[], byte[], bool> Verify)
{
    private const int SmallestRsa = 2048;

    private static readonly Dictionary<string, HashAlgorithmName> Curves = new(StringComparer.Ordinal)
    {
        ["1.2.840.10045.3.1.7"] = HashAlgorithmName.SHA256,
        ["1.3.132.0.34"] = HashAlgorithmName.SHA384,
        ["1.3.132.0.35"] = HashAlgorithmName.SHA512,
    };

    /// <summary>Finds the scheme for a key.</summary>
    /// <returns>The scheme; null where the key is of a kind that is not used.</returns>
    public static SignatureScheme? For(AsymmetricAlgorithm key) => key switch
    {
        ECDsa curve when Curves.TryGetValue(curve.ExportParameters(includePrivateParameters: false).Curve.Oid.Value ?? "", out var hash) => new(
            bytes => curve.SignData(bytes, hash, DSASignatureFormat.Rfc3279DerSequence),
            (bytes, signature) => curve.VerifyData(bytes, signature, hash, DSASignatureFormat.Rfc3279DerSequence)),
        RSA { KeySize: >= SmallestRsa } rsa => new(
            bytes => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            (bytes, signature) => rsa.VerifyData(bytes, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        _ => null,
    };
}
