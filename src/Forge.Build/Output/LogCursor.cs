using System.IO.Compression;
using Forge.Artifacts;

namespace Forge.Build.Output;

/// <summary>Walks through a stored log, in the files of this machine or in the store, as far as it goes for now. Not safe for concurrent use.</summary>
/// <param name="directory">The files, which may go away once all of them are in the store.</param>
/// <param name="location">Where in the store.</param>
/// <param name="store">The store; null for none.</param>
/// <param name="from">The sequence of the first line that is wanted.</param>
internal sealed class LogCursor(string directory, BuildLogLocation location, IArtifactStore? store, long from) : IAsyncDisposable
{
    private StoredLines? _lines;
    private long _chunk;
    private long _next;

    /// <summary>Gets the line after a move; null before.</summary>
    public BuildLogLine? Current { get; private set; }

    /// <summary>Goes to the next line.</summary>
    /// <returns>Whether there is one yet.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="ArtifactStoreException">The store cannot be read, or a chunk in it is damaged.</exception>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        while (_lines is not null || await OpenFirstAsync(cancellationToken).ConfigureAwait(false))
        {
            do
            {
                if (TryTake())
                {
                    return true;
                }
            }
            while (await FillAsync(cancellationToken).ConfigureAwait(false));
            if (!await OpenNextAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _lines?.DisposeAsync() ?? ValueTask.CompletedTask;

    private bool TryTake()
    {
        while (_lines!.TryTake(out var line))
        {
            if (_next++ >= from)
            {
                Current = StoredLine.Read(line, _next - 1);
                return true;
            }
        }

        return false;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _lines!.FillAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new ArtifactStoreException(
                $"The part of the log of '{location.Stream}' that begins with line {_chunk} is damaged: {e.Message}", ArtifactStoreFailure.Corrupt, location.Key(_chunk), isTransient: false, e);
        }
    }

    private async Task<bool> OpenFirstAsync(CancellationToken cancellationToken)
    {
        if (LogChunk.List(directory).LastOrDefault(chunk => chunk.First <= from) is { } local && await TryOpenFileAsync(local).ConfigureAwait(false))
        {
            return true;
        }

        long? stored = null;
        if (store is not null)
        {
            await foreach (var artifact in store.ListAsync(location.Prefix, cancellationToken).ConfigureAwait(false))
            {
                stored = location.FirstOf(artifact.Key) is { } first && first <= from ? first : stored;
            }
        }

        return stored is { } found && await TryOpenStoredAsync(found, cancellationToken).ConfigureAwait(false);
    }

    // The next chunk begins with the line after the last one of this chunk; while this one grows, there is none of that name.
    private async Task<bool> OpenNextAsync(CancellationToken cancellationToken)
    {
        if (_next == _chunk)
        {
            return false;
        }

        var local = LogChunk.At(directory, _next);
        if (File.Exists(local.Path) && await TryOpenFileAsync(local).ConfigureAwait(false))
        {
            return true;
        }

        return !File.Exists(LogChunk.At(directory, _chunk).Path) && await TryOpenStoredAsync(_next, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryOpenFileAsync(LogChunk chunk)
    {
        try
        {
            await EnterAsync(StoredLines.Open(chunk.Path), chunk.First).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private async Task<bool> TryOpenStoredAsync(long first, CancellationToken cancellationToken)
    {
        var key = location.Key(first);
        if (store is null || await store.StatAsync(key, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        var stream = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        await EnterAsync(new StoredLines(new GZipStream(stream, CompressionMode.Decompress)), first).ConfigureAwait(false);
        return true;
    }

    private async Task EnterAsync(StoredLines lines, long first)
    {
        await DisposeAsync().ConfigureAwait(false);
        (_lines, _chunk, _next) = (lines, first, first);
    }
}
