using System.IO.Compression;
using System.Threading.Channels;
using Forge.Artifacts;
using Forge.Build.Local;

namespace Forge.Build.Output;

/// <summary>Brings the chunks of one log into the artifact store, compressed, one after the other and in the background.</summary>
/// <remarks>A chunk that the store does not take is tried again at the end.</remarks>
/// <param name="location">Where in the store.</param>
/// <param name="store">The store.</param>
/// <param name="turns">Lets a few logs of the host be compressed at once.</param>
internal sealed class LogUploader(BuildLogLocation location, IArtifactStore store, SemaphoreSlim turns) : IAsyncDisposable
{
    private readonly Channel<LogChunk> _sealed = Channel.CreateUnbounded<LogChunk>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<long> _stored = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins to wait for chunks.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Takes a chunk that will not change any more.</summary>
    public void Add(LogChunk chunk) => _sealed.Writer.TryWrite(chunk);

    /// <summary>Stores what is not stored yet, and deletes the files once all of them are in the store.</summary>
    /// <param name="directory">The directory of the chunks, all of them complete.</param>
    /// <param name="cancellationToken">Gives up; the files stay.</param>
    /// <returns>Why not all is in the store; null when it is.</returns>
    public async Task<Exception?> CompleteAsync(string directory, CancellationToken cancellationToken)
    {
        _sealed.Writer.TryComplete();
        using var giveUp = cancellationToken.Register(_stop.Cancel);
        await _running.ConfigureAwait(false);
        var chunks = LogChunk.List(directory);
        foreach (var chunk in chunks.Where(chunk => !_stored.Contains(chunk.First)))
        {
            if (await TryStoreAsync(chunk, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
        }

        return Delete(directory, chunks);
    }

    /// <summary>Ends the work in the background. What is not stored stays as files.</summary>
    public async ValueTask DisposeAsync()
    {
        _sealed.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var chunk in _sealed.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            _ = await TryStoreAsync(chunk, _stop.Token).ConfigureAwait(false);
        }
    }

#pragma warning disable CA1031 // Whatever a store throws, the build goes on and its log stays as files.
    private async Task<Exception?> TryStoreAsync(LogChunk chunk, CancellationToken cancellationToken)
    {
        try
        {
            await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await StoreAsync(chunk, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                turns.Release();
            }

            _stored.Add(chunk.First);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
#pragma warning restore CA1031

    private async Task StoreAsync(LogChunk chunk, CancellationToken cancellationToken)
    {
        // A host that ended has perhaps stored it; complete chunks never change.
        var key = location.Key(chunk.First);
        if (await store.StatAsync(key, cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        var compressed = new ProducedStream((destination, token) => CompressAsync(chunk.Path, destination, token));
        await using (compressed.ConfigureAwait(false))
        {
            await store.PutAsync(key, compressed, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task CompressAsync(string path, Stream destination, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
        await using (file.ConfigureAwait(false))
        {
            var gzip = new GZipStream(destination, CompressionLevel.Fastest, leaveOpen: true);
            await using (gzip.ConfigureAwait(false))
            {
                await file.CopyToAsync(gzip, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // The oldest first: a reader that finds a chunk finds all that follow it.
    private static Exception? Delete(string directory, IReadOnlyList<LogChunk> chunks)
    {
        try
        {
            foreach (var chunk in chunks)
            {
                File.Delete(chunk.Path);
            }

            Directory.Delete(directory);
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e;
        }
    }
}
