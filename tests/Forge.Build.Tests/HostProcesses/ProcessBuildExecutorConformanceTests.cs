using Forge.Build.HostProcesses;
using Forge.Conformance;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Forge.Build.Tests.HostProcesses;

public sealed class ProcessBuildExecutorConformanceTests : BuildExecutorConformanceTests, IDisposable
{
    private readonly TempDirectory _directory = new();

    private readonly ProcessBuildExecutor _executor;
    private readonly ProcessBuildExecutor _later;

    public ProcessBuildExecutorConformanceTests() => (_executor, _later) = (Create(), Create());

    protected override IBuildExecutor Executor => _executor;

    protected override IBuildExecutor LaterExecutor => _later;

    public void Dispose()
    {
        _executor.Dispose();
        _later.Dispose();
        _directory.Dispose();
    }

    private ProcessBuildExecutor Create() => new(
        Options.Create(new ProcessBuildExecutorOptions { WorkDirectory = _directory.Path }), TimeProvider.System, NullLogger<ProcessBuildExecutor>.Instance);
}
