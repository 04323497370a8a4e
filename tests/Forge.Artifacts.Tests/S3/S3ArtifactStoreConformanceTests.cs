using Forge.Artifacts.S3;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Artifacts.Tests.S3;

public sealed class S3ArtifactStoreConformanceTests(S3Server server) : ArtifactStoreConformanceTests, IAsyncLifetime
{
    private readonly TestBucket _bucket = new(server);
    private S3ArtifactStore? _store;

    protected override IArtifactStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        await _bucket.InitializeAsync();
        _store = _bucket.Open();
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        await _bucket.DisposeAsync();
    }

    protected override Task CorruptAsync(ArtifactKey key) => _bucket.CorruptAsync(key.Value);
}
