using System.Threading.Channels;
using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>Stores the chunks that a pool does not have yet: compressed on all processors, in packs, in the order in which they come.</summary>
/// <remarks>Not for concurrent use. Nothing refers to the packs until somebody stores a manifest that does.</remarks>
internal sealed class ChunkWriter : IAsyncDisposable
{
    private const int FrameTarget = 256 * 1024;
    private const long PackTarget = 32 * 1024 * 1024;
    private const int FramesUnderWay = 8;
    private const int PatchMustSave = 2;

    private readonly IArtifactStore _store;
    private readonly TreePool _pool;
    private readonly ChunkReader _basisReader;
    private readonly FrameCodec _codec = new();
    private readonly CancellationTokenSource _stop;
    private readonly Dictionary<ArtifactDigest, Chunk> _known = [];
    private readonly Channel<Task<PackedFrame>> _frames = Channel.CreateBounded<Task<PackedFrame>>(FramesUnderWay);
    private readonly Task _packing;
    private OpenFrame _open = new(FrameTarget);

    /// <summary>Initializes a new instance of the <see cref="ChunkWriter"/> class.</summary>
    /// <param name="store">The store.</param>
    /// <param name="pool">Where packs go.</param>
    /// <param name="known">Chunks that the pool has.</param>
    /// <param name="cancellationToken">Cancels everything.</param>
    public ChunkWriter(IArtifactStore store, TreePool pool, IEnumerable<Chunk> known, CancellationToken cancellationToken)
    {
        (_store, _pool) = (store, pool);
        _basisReader = new ChunkReader(store, pool);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        foreach (var chunk in known)
        {
            _known.TryAdd(chunk.Digest, chunk);
        }

        _packing = PackAsync();
    }

    /// <summary>Gets how many bytes were stored in packs so far.</summary>
    public long StoredBytes { get; private set; }

    /// <summary>Finds a chunk that the pool has, or will have when the writer is complete.</summary>
    public Chunk? Find(ArtifactDigest digest) => _known.GetValueOrDefault(digest);

    /// <summary>Stores a chunk unless the pool has it.</summary>
    /// <param name="digest">The SHA-256 of the bytes.</param>
    /// <param name="raw">The bytes, at most <see cref="Chunk.MaxSize"/>. Copied.</param>
    /// <param name="basis">Chunks of the pool that may be much like this one.</param>
    /// <exception cref="ArtifactStoreException">A pack could not be stored.</exception>
    public async ValueTask<Chunk> AddAsync(ArtifactDigest digest, ReadOnlyMemory<byte> raw, IReadOnlyList<Chunk> basis)
    {
        if (_known.TryGetValue(digest, out var known))
        {
            return known;
        }

        if (raw.Length > _open.Room)
        {
            await FlushAsync().ConfigureAwait(false);
        }

        Chunk chunk;
        if (raw.Length <= _open.Room && basis.Count == 0)
        {
            chunk = _open.Add(digest, raw.Span);
        }
        else
        {
            var frame = new Frame { RawSize = raw.Length };
            var bytes = raw.ToArray();
            chunk = new Chunk(digest, raw.Length, frame, start: 0);
            await EnqueueAsync(() => PackAsync(frame, bytes, basis)).ConfigureAwait(false);
        }

        _known.Add(digest, chunk);
        return chunk;
    }

    /// <summary>Waits until everything is stored.</summary>
    /// <exception cref="ArtifactStoreException">A pack could not be stored.</exception>
    public async Task CompleteAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        _frames.Writer.Complete();
        await _packing.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _frames.Writer.TryComplete();
        await _packing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_frames.Reader.TryRead(out var abandoned))
        {
            await ((Task)abandoned).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _basisReader.DisposeAsync().ConfigureAwait(false);
        _codec.Dispose();
        _stop.Dispose();
    }

    private async Task FlushAsync()
    {
        if (_open.Frame.RawSize > 0)
        {
            var full = _open;
            _open = new OpenFrame(FrameTarget);
            await EnqueueAsync(() => Task.FromResult(new PackedFrame(full.Frame, _codec.Compress(full.Raw.Span)))).ConfigureAwait(false);
        }
    }

    private async Task EnqueueAsync(Func<Task<PackedFrame>> pack)
    {
        try
        {
            await _frames.Writer.WriteAsync(Task.Run(pack, _stop.Token), _stop.Token).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            await _packing.ConfigureAwait(false);
            throw;
        }
    }

    private async Task<PackedFrame> PackAsync(Frame frame, byte[] raw, IReadOnlyList<Chunk> basis)
    {
        var packed = _codec.Compress(raw);
        if (basis.Count > 0)
        {
            var old = await _basisReader.ReadAllAsync(basis, _stop.Token).ConfigureAwait(false);
            var patch = FrameCodec.CompressPatch(raw, old);
            if (patch.Length < packed.Length / PatchMustSave)
            {
                frame.Basis = basis;
                return new PackedFrame(frame, patch);
            }
        }

        return new PackedFrame(frame, packed);
    }

    private async Task PackAsync()
    {
        PackSpool? spool = null;
        try
        {
            await foreach (var frame in _frames.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                spool ??= PackSpool.Create();
                await spool.AddAsync(await frame.ConfigureAwait(false), _stop.Token).ConfigureAwait(false);
                if (spool.Length >= PackTarget)
                {
                    await StoreAsync(spool).ConfigureAwait(false);
                    spool = null;
                }
            }

            if (spool is not null)
            {
                await StoreAsync(spool).ConfigureAwait(false);
                spool = null;
            }
        }
        finally
        {
            // Whoever adds the next chunk must not wait for a reader that is gone.
            _frames.Writer.TryComplete();
            if (spool is not null)
            {
                await spool.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task StoreAsync(PackSpool spool)
    {
        await using (spool.ConfigureAwait(false))
        {
            await spool.StoreAsync(_store, _pool, _stop.Token).ConfigureAwait(false);
            StoredBytes += spool.Length;
        }
    }
}
