using Forge.Artifacts.Encryption;
using Forge.Artifacts.Tests.S3;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Encryption;

public sealed class EncryptedArtifactStoreOnS3ConformanceTests(S3Server server) : ArtifactStoreConformanceTests, IAsyncLifetime
{
    private readonly TestBucket _bucket = new(server);
    private EncryptedArtifactStore? _store;

    protected override IArtifactStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        await _bucket.InitializeAsync();
        _store = new EncryptionKeys().Encrypt(_bucket.Open());
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        await _bucket.DisposeAsync();
    }

    protected override Task CorruptAsync(ArtifactKey key) => _bucket.CorruptAsync(key.Value);
}
