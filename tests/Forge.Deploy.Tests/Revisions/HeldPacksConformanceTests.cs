using Forge.Artifacts;
using Forge.Conformance;
using Forge.Deploy.Revisions;
using Forge.Testing;

namespace Forge.Deploy.Tests.Revisions;

public sealed class HeldPacksConformanceTests : ArtifactStoreConformanceTests, IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeArtifactStore _inner = new(TimeProvider.System);
    private readonly HeldPacks _store;

    public HeldPacksConformanceTests() => _store = new HeldPacks(_inner, _directory.Path, TimeProvider.System);

    protected override IArtifactStore Store => _store;

    public void Dispose() => _directory.Dispose();

    protected override Task CorruptAsync(ArtifactKey key)
    {
        _inner.Corrupt(key);
        return Task.CompletedTask;
    }
}
