using Forge.Artifacts.FileSystem;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Artifacts.Tests.Revisions;

public sealed class FileSystemTreePushTests : TreePushTests
{
    private readonly FileSystemArtifactStore _store;

    public FileSystemTreePushTests() => _store = new FileSystemArtifactStore(
        new FileSystemArtifactStoreOptions { Directory = Folder.Combine("store") }, TimeProvider.System, NullLogger<FileSystemArtifactStore>.Instance);

    protected override IArtifactStore Store => _store;

    public override ValueTask DisposeAsync()
    {
        _store.Dispose();
        return base.DisposeAsync();
    }
}
