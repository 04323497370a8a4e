using Forge.Artifacts.Encryption;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Encryption;

public sealed class EncryptedArtifactStoreUnencryptedConformanceTests : UnencryptedArtifactsConformanceTests, IDisposable
{
    private readonly EncryptedArtifactStore _store = new EncryptionKeys().Encrypt(new FakeArtifactStore(TimeProvider.System));

    protected override IUnencryptedArtifacts Store => _store;

    public void Dispose() => _store.Dispose();
}
