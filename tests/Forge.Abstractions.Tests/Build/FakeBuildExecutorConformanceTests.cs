using Forge.Build;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Build;

public sealed class FakeBuildExecutorConformanceTests : BuildExecutorConformanceTests
{
    private readonly FakeBuildExecutor _executor = new();

    protected override IBuildExecutor Executor => _executor;

    protected override IBuildExecutor LaterExecutor => new FakeBuildExecutor(earlier: _executor);
}
