using System.Buffers;
using System.Security.Cryptography;

namespace Forge.Artifacts.FileSystem;

/// <summary>A file that is complete and flushed, but not yet in its place. Disposing it removes it unless it was moved.</summary>
internal sealed class StagedFile : IAsyncDisposable
{
    private const int BufferSize = 128 * 1024;

    private readonly string _path;

    // Held open with an exclusive lock, which tells another process that the file is not abandoned.
    private readonly FileStream _file;
    private bool _isMoved;

    private StagedFile(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>Gets the SHA-256 of the bytes.</summary>
    public ArtifactDigest Digest { get; private set; }

    /// <summary>Gets the number of bytes.</summary>
    public long Size { get; private set; }

    /// <summary>Writes a stream to a new file and flushes it.</summary>
    /// <exception cref="ContentException">The stream failed.</exception>
    /// <exception cref="IOException">The file failed. Nothing remains of it.</exception>
    public static async Task<StagedFile> CreateAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        var staged = new StagedFile(path, new FileStream(path, options));
        try
        {
            await staged.FillAsync(content, cancellationToken).ConfigureAwait(false);
            return staged;
        }
        catch
        {
            await staged.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Tells whether nobody is writing a staging file any more.</summary>
    public static bool IsAbandoned(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Puts the file into its place, in the stead of whatever is there. Runs under the lock of the store.</summary>
    public void MoveTo(string place)
    {
        // A reader may open the file as soon as it is there, and must not meet our lock.
        _file.Dispose();
        DurableFile.Move(_path, place);
        _isMoved = true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_isMoved)
        {
            File.Delete(_path);
        }

        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private async Task FillAsync(Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await ReadAsync(content, buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await _file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                Size += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Digest = ArtifactDigest.FromHash(hash.GetHashAndReset());
        _file.Flush(flushToDisk: true);
    }

    private static async Task<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new ContentException(e);
        }
    }
}
