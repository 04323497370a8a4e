using System.Security.Cryptography;

namespace Forge.Artifacts.Encryption;

/// <summary>Encrypts content into a file without a name. The header comes last, because only then is the digest known.</summary>
internal sealed class EncryptedContent : IAsyncDisposable
{
    private EncryptedContent(FileStream file) => File = file;

    /// <summary>Gets the encrypted bytes.</summary>
    public FileStream File { get; }

    /// <summary>Gets the digest of the content.</summary>
    public ArtifactDigest Digest { get; private set; }

    /// <summary>Gets the size of the content in bytes.</summary>
    public long Size { get; private set; }

    /// <summary>Encrypts content.</summary>
    /// <exception cref="ContentException">The content failed.</exception>
    public static async Task<EncryptedContent> CreateAsync(Stream content, ArtifactKey artifact, (string Id, byte[] Bytes) key, string? spoolDirectory, CancellationToken cancellationToken)
    {
        var encrypted = new EncryptedContent(SpoolFile.Create(spoolDirectory));
        try
        {
            var dataKey = RandomNumberGenerator.GetBytes(key.Bytes.Length);
            encrypted.File.Position = EncryptionHeader.LengthFor(key.Id);
            await encrypted.FillAsync(content, dataKey, cancellationToken).ConfigureAwait(false);
            encrypted.File.Position = 0;
            var header = new EncryptionHeader { DataKey = dataKey, Digest = encrypted.Digest, Size = encrypted.Size };
            await encrypted.File.WriteAsync(header.Write(key.Id, key.Bytes, artifact), cancellationToken).ConfigureAwait(false);
            encrypted.File.Position = 0;
            return encrypted;
        }
        catch
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => File.DisposeAsync();

    private async Task FillAsync(Stream content, byte[] dataKey, CancellationToken cancellationToken)
    {
        using var cipher = new FrameCipher(dataKey);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var frame = new byte[FrameCipher.FrameSize + FrameCipher.Overhead];
        var (current, next) = (new byte[FrameCipher.FrameSize], new byte[FrameCipher.FrameSize]);
        var length = await ReadAsync(content, current, cancellationToken).ConfigureAwait(false);
        bool isLast;
        do
        {
            // Only the read after it tells whether a full frame is the last.
            var following = length < FrameCipher.FrameSize ? 0 : await ReadAsync(content, next, cancellationToken).ConfigureAwait(false);
            isLast = following == 0;
            hash.AppendData(current, 0, length);
            Size += length;
            await File.WriteAsync(frame.AsMemory(0, cipher.Seal(current.AsSpan(0, length), frame, isLast)), cancellationToken).ConfigureAwait(false);
            (current, next, length) = (next, current, following);
        }
        while (!isLast);

        Digest = ArtifactDigest.FromHash(hash.GetHashAndReset());
    }

    private static async Task<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ContentException(e);
        }
    }
}
