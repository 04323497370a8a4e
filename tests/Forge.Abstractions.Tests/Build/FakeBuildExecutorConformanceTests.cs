using Forge.Build;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Build;

public sealed class FakeBuildExecutorConformanceTests : BuildExecutorConformanceTests
{
    protected override IBuildExecutor Executor { get; } = new FakeBuildExecutor();
}
