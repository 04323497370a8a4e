using System.Security.Cryptography;

namespace Forge.Artifacts.Provenance;

/// <summary>A key on the curve P-256 that signs the provenance of artifacts, or that only checks signatures.</summary>
/// <remarks>Safe for concurrent use. The private part never leaves this object.</remarks>
public sealed class ProvenanceKeyPair : IDisposable
{
    private const string Curve = "1.2.840.10045.3.1.7";

    private readonly ECDsa _key;
    private readonly Lock _lock = new();

    private ProvenanceKeyPair(ECDsa key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Gets the id: the SHA-256 of the public key.</summary>
    public string Id { get; }

    /// <summary>Gets the public key as PEM, for whoever checks signatures.</summary>
    public string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>Reads a key.</summary>
    /// <param name="pem">A private key (PKCS 8 or SEC 1, not encrypted), or a public key.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="FormatException"><paramref name="pem"/> is no key, or of another kind.</exception>
    public static ProvenanceKeyPair FromPem(SecretValue pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem.Reveal());
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == Curve)
            {
                return new ProvenanceKeyPair(key);
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            // The exception may quote the text.
        }

        key.Dispose();
        throw new FormatException("This is not a key for provenance: give the PEM of a key on the curve P-256, without a password, as 'openssl ecparam -name prime256v1 -genkey -noout' makes it.");
    }

    /// <summary>Reads a key from a secret store.</summary>
    /// <param name="secrets">The store.</param>
    /// <param name="reference">The secret, which holds the PEM.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="SecretStoreException">There is no such secret, or the store cannot be reached.</exception>
    /// <exception cref="FormatException">The secret is no key, or one of another kind.</exception>
    public static async Task<ProvenanceKeyPair> LoadAsync(ISecretStore secrets, SecretReference reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(reference);
        return await secrets.GetSecretAsync(reference, cancellationToken).ConfigureAwait(false) is { } pem
            ? FromPem(pem)
            : throw new SecretStoreException($"There is no secret '{reference.Id}' to sign provenance with. Add it to the secret store.");
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>Signs bytes.</summary>
    /// <exception cref="InvalidOperationException">The key has no private part.</exception>
    internal byte[] Sign(byte[] bytes)
    {
        try
        {
            lock (_lock)
            {
                return _key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            }
        }
        catch (CryptographicException e)
        {
            throw new InvalidOperationException("A public key cannot sign. Give the private key.", e);
        }
    }

    /// <summary>Tells whether a signature is that of this key for some bytes.</summary>
    internal bool Verify(byte[] bytes, byte[] signature)
    {
        lock (_lock)
        {
            return _key.VerifyData(bytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
    }
}
