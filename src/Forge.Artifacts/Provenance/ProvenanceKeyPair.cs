using System.Security.Cryptography;

namespace Forge.Artifacts.Provenance;

/// <summary>A key that signs the provenance of artifacts, or that only checks signatures.</summary>
/// <remarks>
/// <para>ECDSA on the curves P-256 (with SHA-256), P-384 (SHA-384) and P-521 (SHA-512), and RSA of 2,048 bits or more (PKCS 1 v1.5 with SHA-256): what cosign does with such
/// keys. Ed25519 is not among them, because .NET does not have it.</para>
/// <para>Safe for concurrent use. The private part never leaves this object.</para>
/// </remarks>
public sealed class ProvenanceKeyPair : IDisposable
{
    private static readonly Func<AsymmetricAlgorithm>[] Kinds = [ECDsa.Create, RSA.Create];

    private readonly AsymmetricAlgorithm _key;
    private readonly SignatureScheme _scheme;
    private readonly Lock _lock = new();

    private ProvenanceKeyPair(AsymmetricAlgorithm key, SignatureScheme scheme)
    {
        (_key, _scheme) = (key, scheme);
        Id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Gets the id: the SHA-256 of the public key.</summary>
    public string Id { get; }

    /// <summary>Gets the public key as PEM, for whoever checks signatures.</summary>
    public string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>Reads a key.</summary>
    /// <param name="pem">A private key (PKCS 8, SEC 1 or PKCS 1, not encrypted), or a public key.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="FormatException"><paramref name="pem"/> is no key, or of another kind.</exception>
    public static ProvenanceKeyPair FromPem(SecretValue pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        foreach (var create in Kinds)
        {
            var key = create();
            try
            {
                key.ImportFromPem(pem.Reveal());
                if (SignatureScheme.For(key) is { } scheme)
                {
                    return new ProvenanceKeyPair(key, scheme);
                }
            }
            catch (Exception e) when (e is ArgumentException or CryptographicException)
            {
                // Of another kind, or none. The exception may quote the text.
            }

            key.Dispose();
        }

        throw new FormatException("This is not a key for provenance: give the PEM of a key on the curve P-256, P-384 or P-521, or of an RSA key of 2,048 bits or more, without a password. 'openssl ecparam -name prime256v1 -genkey -noout' makes one.");
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
                return _scheme.Sign(bytes);
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
            return _scheme.Verify(bytes, signature);
        }
    }
}
