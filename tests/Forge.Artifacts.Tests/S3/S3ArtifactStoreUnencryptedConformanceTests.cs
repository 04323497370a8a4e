using Forge.Artifacts.S3;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Artifacts.Tests.S3;

public sealed class S3ArtifactStoreUnencryptedConformanceTests(S3Server server) : UnencryptedArtifactsConformanceTests, IAsyncLifetime
{
    private readonly TestBucket _bucket = new(server);
    private S3ArtifactStore? _store;

    protected override IUnencryptedArtifacts Store => _store!;

    public async ValueTask InitializeAsync()
    {
        await _bucket.InitializeAsync();
        _store = _bucket.Open(options => (options.ServerSideEncryption, options.KeyServiceKeyId) = (S3ServerSideEncryption.KeyService, server.KeyServiceKeyId));
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        await _bucket.DisposeAsync();
    }
}
