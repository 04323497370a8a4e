using System.IO.Compression;
using System.Text;

namespace Forge.Shared.Archives;

/// <summary>Writes a zip that depends on nothing but its entries: in the caller's order, with one fixed time for all.</summary>
/// <remarks>Not for concurrent use. Disposing it completes the zip; the destination stays the caller's.</remarks>
internal sealed class ZipBuilder(Stream destination) : IAsyncDisposable
{
    private const int AttributeShift = 16;

    // The earliest time that a zip can hold.
    private static readonly DateTimeOffset FixedTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip = new(destination, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    /// <summary>Adds a file.</summary>
    /// <param name="path">The path, with <c>/</c>, relative.</param>
    /// <param name="unixMode">The permission bits.</param>
    /// <param name="content">The content, read to its end. Stays the caller's.</param>
    /// <param name="cancellationToken">Cancels the writing; the zip is then useless.</param>
    /// <exception cref="ArchiveException">The path breaks a rule of archives or is there already.</exception>
    public Task AddFileAsync(string path, int unixMode, Stream content, CancellationToken cancellationToken) =>
        AddAsync(path, UnixModes.File | unixMode, CompressionLevel.Optimal, content, cancellationToken);

    /// <summary>Adds a symbolic link.</summary>
    /// <param name="path">The path, with <c>/</c>, relative.</param>
    /// <param name="target">What the link points to.</param>
    /// <param name="cancellationToken">Cancels the writing; the zip is then useless.</param>
    /// <exception cref="ArchiveException">The path breaks a rule of archives or is there already.</exception>
    public async Task AddLinkAsync(string path, string target, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(EntryName.CheckTarget(path, target)));
        await AddAsync(path, UnixModes.Link | UnixModes.AnyLink, CompressionLevel.NoCompression, content, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _zip.DisposeAsync();

    private async Task AddAsync(string path, int mode, CompressionLevel level, Stream content, CancellationToken cancellationToken)
    {
        if (EntryName.Normalize(path) != path || path.Length == 0)
        {
            throw ArchiveException.For(path, "is not written as a path of an archive: no './', no doubled slash, none at the end");
        }

        if (!_paths.Add(path))
        {
            throw ArchiveException.For(path, "is there twice");
        }

        var entry = _zip.CreateEntry(path, level);
        entry.LastWriteTime = FixedTime;
        entry.ExternalAttributes = mode << AttributeShift;
        var stream = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await content.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }
}
