using Forge.Artifacts;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Artifacts;

public sealed class FakeArtifactStoreConformanceTests : ArtifactStoreConformanceTests
{
    private readonly FakeArtifactStore _store = new(TimeProvider.System);

    protected override IArtifactStore Store => _store;

    protected override Task CorruptAsync(ArtifactKey key)
    {
        _store.Corrupt(key);
        return Task.CompletedTask;
    }
}
