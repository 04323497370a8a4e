using Forge.Build.HostProcesses;
using Forge.Conformance;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Forge.Build.Tests.HostProcesses;

public sealed class ProcessBuildExecutorConformanceTests : BuildExecutorConformanceTests, IDisposable
{
    private readonly TempDirectory _directory = new();

    public ProcessBuildExecutorConformanceTests() => Executor = new ProcessBuildExecutor(
        Options.Create(new ProcessBuildExecutorOptions { WorkDirectory = _directory.Path }), TimeProvider.System, NullLogger<ProcessBuildExecutor>.Instance);

    protected override IBuildExecutor Executor { get; }

    public void Dispose() => _directory.Dispose();
}
