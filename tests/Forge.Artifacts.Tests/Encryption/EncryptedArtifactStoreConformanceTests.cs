using Forge.Artifacts.Encryption;
using Forge.Artifacts.FileSystem;
using Forge.Conformance;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Artifacts.Tests.Encryption;

public sealed class EncryptedArtifactStoreConformanceTests : ArtifactStoreConformanceTests, IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FileSystemArtifactStore _inner;
    private readonly EncryptedArtifactStore _store;

    public EncryptedArtifactStoreConformanceTests()
    {
        _inner = new FileSystemArtifactStore(
            new FileSystemArtifactStoreOptions { Directory = _directory.Combine("store") }, TimeProvider.System, NullLogger<FileSystemArtifactStore>.Instance);
        _store = new EncryptionKeys().Encrypt(_inner);
    }

    protected override IArtifactStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    protected override async Task CorruptAsync(ArtifactKey key)
    {
        var stored = (await _inner.StatAsync(key, TestContext.Current.CancellationToken))!;
        await using var blob = File.Open(new StoreLayout(_directory.Combine("store")).Blob(stored.Digest), FileMode.Open, FileAccess.ReadWrite);
        blob.Position = stored.Size / 2;
        var old = blob.ReadByte();
        blob.Position--;
        blob.WriteByte((byte)(old ^ 1));
    }
}
