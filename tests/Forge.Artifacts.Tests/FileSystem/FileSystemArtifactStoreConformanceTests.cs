using Forge.Artifacts.FileSystem;
using Forge.Conformance;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Artifacts.Tests.FileSystem;

public sealed class FileSystemArtifactStoreConformanceTests : ArtifactStoreConformanceTests, IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FileSystemArtifactStore _store;

    public FileSystemArtifactStoreConformanceTests() => _store = new FileSystemArtifactStore(
        new FileSystemArtifactStoreOptions { Directory = _directory.Combine("store") }, TimeProvider.System, NullLogger<FileSystemArtifactStore>.Instance);

    protected override IArtifactStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    protected override async Task CorruptAsync(ArtifactKey key)
    {
        var digest = (await _store.StatAsync(key, TestContext.Current.CancellationToken))!.Digest;
        using var blob = File.Open(new StoreLayout(_directory.Combine("store")).Blob(digest), FileMode.Open, FileAccess.ReadWrite);
        var first = blob.ReadByte();
        blob.Position = 0;
        blob.WriteByte((byte)(first ^ 1));
    }
}
