namespace Forge.Shared.Archives;

/// <summary>Writes entries as files of a directory, which appears under its name when it is complete.</summary>
internal sealed class TreeBuilder : IArchiveBuilder
{
    private readonly StagedDirectory _staged;
    private readonly TreeWriter _tree;
    private readonly PackedPaths _paths = new();

    /// <summary>Initializes a new instance of the <see cref="TreeBuilder"/> class.</summary>
    /// <param name="directory">The directory; does not exist yet, or is empty.</param>
    /// <exception cref="IOException">It is not empty, or cannot be made.</exception>
    public TreeBuilder(string directory)
    {
        _staged = StagedDirectory.Create(directory);
        _tree = new TreeWriter(_staged.Path);
    }

    /// <inheritdoc/>
    public async ValueTask AddAsync(ArchiveEntry entry, Stream content, CancellationToken cancellationToken)
    {
        _paths.Add(entry.Path);
        switch (entry.Kind)
        {
            case ArchiveEntryKind.Directory:
                _tree.AddDirectory(entry);
                break;
            case ArchiveEntryKind.Link:
                _tree.AddLink(entry);
                break;
            default:
                await _tree.AddFileAsync(entry, content, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        _tree.Complete();
        _staged.Commit();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _staged.Dispose();
        return ValueTask.CompletedTask;
    }
}
