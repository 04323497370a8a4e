using Forge.Artifacts.Encryption;
using Forge.Artifacts.Tests.Encryption;
using Forge.Artifacts.Tests.S3;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Revisions;

public sealed class EncryptedTreePushTests(S3Server server) : TreePushTests
{
    private readonly TestBucket _bucket = new(server);
    private EncryptedArtifactStore? _store;

    protected override IArtifactStore Store => _store!;

    public override async ValueTask InitializeAsync()
    {
        await _bucket.InitializeAsync();
        _store = new EncryptionKeys().Encrypt(_bucket.Open());
    }

    public override async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        await _bucket.DisposeAsync();
        await base.DisposeAsync();
    }
}
