using Forge.Artifacts;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Artifacts;

public sealed class FakeArtifactStoreUnencryptedConformanceTests : UnencryptedArtifactsConformanceTests
{
    protected override IUnencryptedArtifacts Store { get; } = new FakeArtifactStore(TimeProvider.System);
}
