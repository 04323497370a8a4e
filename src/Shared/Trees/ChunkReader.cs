using System.Security.Cryptography;
using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>Reads chunks out of packs and checks every one of them.</summary>
/// <remarks>Safe for concurrent use; calls wait for one another. Fast when chunks are asked for in the order of their packs, because a pack is read forwards.</remarks>
internal sealed class ChunkReader(IArtifactStore store, TreePool pool) : IAsyncDisposable
{
    private const int FramesKept = 4;
    private const int SkipSize = 128 * 1024;

    private readonly FrameCodec _codec = new();
    private readonly SemaphoreSlim _oneAtATime = new(initialCount: 1);
    private readonly LinkedList<(Frame Frame, byte[] Raw)> _kept = [];
    private Pack? _pack;
    private Stream _stream = Stream.Null;
    private long _position;

    /// <summary>Reads a chunk.</summary>
    /// <exception cref="ArtifactStoreException">The pack is missing or damaged (<see cref="ArtifactStoreFailure.Corrupt"/>), or the store cannot be reached.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadChunkAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Reads chunks, one after the other.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<byte[]> ReadAllAsync(IReadOnlyList<Chunk> chunks, CancellationToken cancellationToken)
    {
        var all = new byte[chunks.Sum(chunk => chunk.Size)];
        var at = 0;
        foreach (var chunk in chunks)
        {
            (await ReadAsync(chunk, cancellationToken).ConfigureAwait(false)).CopyTo(all.AsMemory(at));
            at += chunk.Size;
        }

        return all;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        _codec.Dispose();
        _oneAtATime.Dispose();
    }

    private async Task<ReadOnlyMemory<byte>> ReadChunkAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        var raw = await ReadFrameAsync(chunk.Frame, cancellationToken).ConfigureAwait(false);
        var bytes = raw.AsMemory(chunk.Start, chunk.Size);
        return ArtifactDigest.FromHash(SHA256.HashData(bytes.Span)) == chunk.Digest
            ? bytes
            : throw Damaged(chunk.Frame.Pack!, "its bytes are not those that were stored", innerException: null);
    }

    private async Task<byte[]> ReadFrameAsync(Frame frame, CancellationToken cancellationToken)
    {
        if (_kept.FirstOrDefault(kept => kept.Frame == frame).Raw is { } known)
        {
            return known;
        }

        // Frames of the basis are not patches, so this does not go deeper.
        var basis = new byte[frame.Basis.Sum(chunk => chunk.Size)];
        var at = 0;
        foreach (var chunk in frame.Basis)
        {
            (await ReadChunkAsync(chunk, cancellationToken).ConfigureAwait(false)).CopyTo(basis.AsMemory(at));
            at += chunk.Size;
        }

        var packed = await ReadPackedAsync(frame, cancellationToken).ConfigureAwait(false);
        var raw = new byte[frame.RawSize];
        try
        {
            if (basis.Length > 0)
            {
                FrameCodec.DecompressPatch(packed, raw, basis);
            }
            else
            {
                _codec.Decompress(packed, raw);
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(frame.Pack!, "a frame of it cannot be decompressed", e);
        }

        Keep(frame, raw);
        return raw;
    }

    private void Keep(Frame frame, byte[] raw)
    {
        _kept.AddFirst((frame, raw));
        if (_kept.Count > FramesKept)
        {
            _kept.RemoveLast();
        }
    }

    private async Task<byte[]> ReadPackedAsync(Frame frame, CancellationToken cancellationToken)
    {
        var pack = frame.Pack!;
        if (_pack != pack || _position > frame.Offset)
        {
            await OpenAsync(pack, cancellationToken).ConfigureAwait(false);
        }

        var packed = new byte[frame.Length];
        try
        {
            await SkipAsync(frame.Offset - _position, cancellationToken).ConfigureAwait(false);
            await _stream.ReadExactlyAsync(packed, cancellationToken).ConfigureAwait(false);
        }
        catch (EndOfStreamException e)
        {
            throw Damaged(pack, "it is shorter than it was", e);
        }

        _position = frame.Offset + frame.Length;
        return packed;
    }

    private async Task OpenAsync(Pack pack, CancellationToken cancellationToken)
    {
        _pack = null;
        await _stream.DisposeAsync().ConfigureAwait(false);
        _stream = Stream.Null;
        try
        {
            _stream = await store.OpenReadAsync(pool.KeyOf(pack), cancellationToken).ConfigureAwait(false);
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.NotFound)
        {
            throw Damaged(pack, "it is missing", e);
        }

        (_pack, _position) = (pack, 0);
    }

    private async Task SkipAsync(long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(count, SkipSize)];
        while (count > 0)
        {
            var read = await _stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), cancellationToken).ConfigureAwait(false);
            count -= read > 0 ? read : throw new EndOfStreamException();
            _position += read;
        }
    }

    private ArtifactStoreException Damaged(Pack pack, string problem, Exception? innerException) => new(
        $"The pack '{pool.KeyOf(pack)}' is damaged: {problem}. The trees that it holds contents of cannot be read; delete them and store them anew.",
        ArtifactStoreFailure.Corrupt,
        pool.KeyOf(pack),
        innerException: innerException);
}
