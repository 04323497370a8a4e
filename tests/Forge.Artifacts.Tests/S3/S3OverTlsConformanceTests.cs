using Forge.Artifacts.S3;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Artifacts.Tests.S3;

/// <summary>The same as ever, but the bucket stands in the host name, and the way is encrypted with a certificate of an authority of one's own.</summary>
public sealed class S3OverTlsConformanceTests(S3Server server) : ArtifactStoreConformanceTests, IAsyncLifetime
{
    private readonly TestBucket _bucket = new(server);
    private S3ArtifactStore? _store;

    protected override IArtifactStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        await _bucket.InitializeAsync();
        _store = _bucket.Open(options => (options.Endpoint, options.UsePathStyle, options.CertificateAuthorityFile, options.Connect) =
            (server.TlsEndpoint, false, server.AuthorityPath, S3Server.ConnectAsync));
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        await _bucket.DisposeAsync();
    }

    protected override Task CorruptAsync(ArtifactKey key) => _bucket.CorruptAsync(key.Value);
}
