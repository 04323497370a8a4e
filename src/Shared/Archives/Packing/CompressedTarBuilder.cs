using Forge.Shared.Archives.Tar;

namespace Forge.Shared.Archives.Packing;

/// <summary>Writes a tar that is compressed.</summary>
internal sealed class CompressedTarBuilder : IArchiveBuilder
{
    private readonly CompressedOutput _output;
    private readonly TarBuilder _tar;

    /// <summary>Initializes a new instance of the <see cref="CompressedTarBuilder"/> class.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="codec">How it is compressed; becomes this one's.</param>
    public CompressedTarBuilder(Stream destination, IBlockCodec codec)
    {
        _output = new CompressedOutput(destination, codec);
        _tar = new TarBuilder(_output);
    }

    /// <inheritdoc/>
    public ValueTask AddAsync(ArchiveEntry entry, Stream content, CancellationToken cancellationToken) => _tar.AddAsync(entry, content, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await _output.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _output.DisposeAsync();
}
