using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>A pack that is being filled, in a file without a name: nothing remains of it, whatever happens.</summary>
internal sealed class PackSpool : IAsyncDisposable
{
    private readonly FileStream _file;

    private PackSpool(FileStream file) => _file = file;

    /// <summary>Gets the pack.</summary>
    public Pack Pack { get; } = new(Guid.NewGuid().ToString("N"));

    /// <summary>Gets the number of bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>Makes an empty pack.</summary>
    public static PackSpool Create() => new(UnnamedFile.Create());

    /// <summary>Adds a frame and notes where it is.</summary>
    public async Task AddAsync(PackedFrame packed, CancellationToken cancellationToken)
    {
        (packed.Frame.Pack, packed.Frame.Offset, packed.Frame.Length) = (Pack, Length, packed.Bytes.Length);
        await _file.WriteAsync(packed.Bytes, cancellationToken).ConfigureAwait(false);
        Length += packed.Bytes.Length;
    }

    /// <summary>Stores the pack.</summary>
    public async Task StoreAsync(IArtifactStore store, TreePool pool, CancellationToken cancellationToken)
    {
        _file.Position = 0;
        await store.PutAsync(pool.KeyOf(Pack), _file, cancellationToken).ConfigureAwait(false);
        Pack.Size = Length;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
