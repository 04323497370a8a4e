using System.Security.Cryptography;

namespace Forge.Artifacts.Encryption;

/// <summary>Reads what stands before the frames of an encrypted artifact.</summary>
internal sealed class HeaderReader(KeyRing keys)
{
    /// <summary>Makes the failure of a read that met bytes that are not those that were stored.</summary>
    public static ArtifactStoreException Damaged(ArtifactKey key) =>
        new($"The artifact '{key}' is damaged: what is stored is not what was encrypted. Delete it and store it anew.", ArtifactStoreFailure.Corrupt, key);

    /// <summary>Reads the header of an artifact.</summary>
    /// <returns>The header; null when the bytes do not begin with one.</returns>
    /// <exception cref="ArtifactStoreException">It was changed or belongs to another artifact, or the key cannot be had.</exception>
    public async Task<EncryptionHeader?> ReadAsync(ArtifactKey key, Stream stream, CancellationToken cancellationToken)
    {
        // No header is shorter than one whose key has an id of no bytes.
        var bytes = new byte[EncryptionHeader.LengthFor("") + byte.MaxValue];
        var start = EncryptionHeader.LengthFor("");
        var read = await stream.ReadAtLeastAsync(bytes.AsMemory(0, start), start, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (EncryptionHeader.ReadIdLength(bytes.AsSpan(0, read)) is not { } idLength)
        {
            return null;
        }

        read += await stream.ReadAtLeastAsync(bytes.AsMemory(start, idLength), idLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var header = bytes.AsMemory(0, start + idLength);
        if (read < header.Length)
        {
            throw Damaged(key);
        }

        var wrapping = await keys.GetAsync(EncryptionHeader.ReadId(header.Span), cancellationToken).ConfigureAwait(false);
        try
        {
            return EncryptionHeader.Read(header.Span, wrapping, key);
        }
        catch (CryptographicException)
        {
            throw Damaged(key);
        }
    }
}
