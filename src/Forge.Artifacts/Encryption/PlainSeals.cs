using System.Security.Cryptography;
using System.Text;

namespace Forge.Artifacts.Encryption;

/// <summary>Vouches for artifacts that are not encrypted on purpose. Without a seal, whoever can write to the inner store could put plain bytes in the place of an encrypted artifact.</summary>
/// <remarks>
/// The seal of <c>KEY</c> is the artifact <c>forge-unencrypted/SHA-256 of KEY</c>: the header of an encrypted artifact, which holds the digest and the size under the
/// store's key and is bound to <c>KEY</c>. It is written after the artifact; until then nobody sees that.
/// </remarks>
internal sealed class PlainSeals(IArtifactStore inner, KeyRing keys, HeaderReader headers)
{
    private const string Folder = "forge-unencrypted/";
    private const int Rounds = 3;

    /// <summary>Tells whether a key is a seal's.</summary>
    public static bool IsSeal(ArtifactKey key) => key.Value.StartsWith(Folder, StringComparison.Ordinal);

    /// <summary>Refuses a key that is a seal's.</summary>
    /// <exception cref="ArtifactStoreException">It is.</exception>
    public static void Check(ArtifactKey key)
    {
        if (IsSeal(key))
        {
            throw new ArtifactStoreException($"'{key}' cannot be the key of an artifact here: it begins with '{Folder}', which the store needs. Choose another one.", ArtifactStoreFailure.Conflict, key);
        }
    }

    /// <summary>Seals an artifact.</summary>
    /// <param name="stored">What the inner store says of it.</param>
    /// <param name="cancellationToken">Cancels it; the artifact is then not sealed.</param>
    public async Task WriteAsync(ArtifactInfo stored, CancellationToken cancellationToken)
    {
        var wrapping = await keys.GetAsync(keys.CurrentId, cancellationToken).ConfigureAwait(false);
        for (var round = 1; ; round++)
        {
            var header = new EncryptionHeader { DataKey = RandomNumberGenerator.GetBytes(wrapping.Length), Digest = stored.Digest, Size = stored.Size };
            using var content = new MemoryStream(header.Write(keys.CurrentId, wrapping, stored.Key));
            try
            {
                await inner.PutAsync(SealOf(stored.Key), content, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Conflict && round < Rounds)
            {
                if (await IsSealedAsync(stored, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                // Of an artifact that was deleted.
                await inner.DeleteAsync(SealOf(stored.Key), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Tells whether an artifact is one that was stored without encryption, with these bytes.</summary>
    /// <param name="stored">What the inner store says of it.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public async Task<bool> IsSealedAsync(ArtifactInfo stored, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await inner.OpenReadAsync(SealOf(stored.Key), cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                return await headers.ReadAsync(stored.Key, stream, cancellationToken).ConfigureAwait(false) is { } header && header.Digest == stored.Digest && header.Size == stored.Size;
            }
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.NotFound or ArtifactStoreFailure.Corrupt)
        {
            return false;
        }
    }

    /// <summary>Deletes the seal of an artifact that is gone, if there is one.</summary>
    public Task DeleteAsync(ArtifactKey artifact, CancellationToken cancellationToken) => inner.DeleteAsync(SealOf(artifact), cancellationToken);

    private static ArtifactKey SealOf(ArtifactKey artifact) =>
        ArtifactKey.Parse(Folder + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(artifact.Value))));
}
