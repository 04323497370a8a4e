using Forge.Artifacts.S3;
using Forge.Artifacts.Tests.S3;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Revisions;

public sealed class S3TreePushTests(S3Server server) : TreePushTests
{
    private readonly TestBucket _bucket = new(server);
    private S3ArtifactStore? _store;

    protected override IArtifactStore Store => _store!;

    public override async ValueTask InitializeAsync()
    {
        await _bucket.InitializeAsync();
        _store = _bucket.Open();
    }

    public override async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        await _bucket.DisposeAsync();
        await base.DisposeAsync();
    }
}
