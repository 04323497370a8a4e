using System.Diagnostics;
using System.Globalization;
using Forge.Build.HostProcesses;
using Forge.Build.Local;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Build.Tests.HostProcesses;

public sealed class ProcessBuildExecutorTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly OutputRecorder _output = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task RunAsync_Environment_IsWhatTheOptionsSay()
    {
        var options = new ProcessBuildExecutorOptions { WorkDirectory = _directory.Path };
        options.InheritedVariables.Clear();
        options.InheritedVariables.Add("PATH");
        options.Environment["ADDED"] = "yes";
        await using var environment = await OpenAsync(options, "b-1");

        await environment.RunAsync(Script("env | sed 's/=.*//' | sort; test \"$HOME\" != \"$PWD\" && test -d \"$HOME\" && echo home"), _output, Cancel);

        _output.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Except(["PWD", "OLDPWD", "SHLVL", "_"])
            .Should().Equal("ADDED", "FORGE_BUILD", "HOME", "PATH", "home");
    }

    [Fact]
    public async Task OpenAsync_Directory_IsReadableByNobodyElse()
    {
        await using var environment = await OpenAsync(Options("work"), "b-1");

        var mode = FileMode(_directory.Combine("work", "b-1"));

        mode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task DisposeAsync_ProcessThatLeftItsGroup_IsEnded()
    {
        var environment = await OpenAsync(Options("work"), "b-1");
        await environment.RunAsync(Script("setsid sh -c 'echo $$ >pid.new; mv pid.new pid; exec sleep 600' & while [ ! -e pid ]; do sleep 0.02; done; cat pid"), _output, Cancel);
        var id = int.Parse(_output.StandardOutput, CultureInfo.InvariantCulture);

        await environment.DisposeAsync();

        IsAlive(id).Should().BeFalse();
    }

    [Fact]
    public async Task RunAsync_CancelledWhileAProcessHasLeftItsGroup_EndsItToo()
    {
        await using var environment = await OpenAsync(Options("work"), "b-1");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var pid = _directory.Combine("pid");

        var running = environment.RunAsync(Script($"setsid sh -c 'echo $$ >{pid}.new; mv {pid}.new {pid}; exec sleep 600' & while [ ! -e {pid} ]; do sleep 0.02; done; echo ready; sleep 600"), new StopAt(stop), stop.Token);

        await running.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        IsAlive(int.Parse(await File.ReadAllTextAsync(pid, Cancel), CultureInfo.InvariantCulture)).Should().BeFalse();
    }

    [Fact]
    public async Task DisposeAsync_DirectoriesWithoutPermissions_AreDeleted()
    {
        var environment = await OpenAsync(Options("work"), "b-1");
        await environment.RunAsync(Script("mkdir -p locked/in; touch locked/in/file; chmod 000 locked/in locked"), _output, Cancel);

        await environment.DisposeAsync();

        Directory.Exists(_directory.Combine("work", "b-1")).Should().BeFalse();
    }

    [Fact]
    public async Task OpenAsync_LeftoverOfACrashedHost_IsRemovedWhenNobodyReopenedItInTime()
    {
        _directory.Write("work/dead/owner", "1-999999999");
        _directory.Write("work/fresh/owner", "1-999999999");
        _directory.Write("work/alive/owner", HostIdentity.Current);
        _directory.Write("work/foreign/file", "");
        foreach (var old in new[] { "dead", "alive" })
        {
            File.SetLastWriteTimeUtc(_directory.Combine("work", old, "owner"), DateTime.UnixEpoch);
        }

        await using var environment = await OpenAsync(Options("work"), "b-1");

        Directory.EnumerateDirectories(_directory.Combine("work")).Select(Path.GetFileName).Should().BeEquivalentTo("alive", "fresh", "foreign", "b-1");
    }

    [Fact]
    public async Task RunAsync_PipeThatNobodyReads_EndsItsWriter()
    {
        await using var environment = await OpenAsync(Options("work"), "b-1");

        await environment.RunAsync(Script("(yes; echo $? >status) | head -n 1; until [ -s status ]; do sleep 0.02; done; cat status"), _output, Cancel);

        _output.StandardOutput.Should().Be("y\n141\n");
    }

    [Fact]
    public async Task RejoinAsync_ProgramWasKilled_SaysThatItIsLost()
    {
        var first = await OpenAsync(Options("work"), "b-1");
        var running = first.RunAsync(Script("kill -KILL -$PPID"), _output, Cancel);
        await running;

        using var executor = Create(Options("work"));
        await using var environment = (await executor.ReopenAsync("b-1", Cancel))!;

        (await environment.Invoking(e => e.RejoinAsync(_output, Cancel)).Should().ThrowAsync<BuildExecutorException>()).Which.Message.Should().Contain("no exit code");
    }

    [Fact]
    public async Task OpenAsync_DirectoryThatCannotBeMade_SaysWhatToDo()
    {
        _directory.Write("work", "a file is in the way");

        var opening = () => OpenAsync(Options("work"), "b-1");

        (await opening.Should().ThrowAsync<BuildExecutorException>()).Which.Message.Should().Contain("b-1").And.Contain("WorkDirectory");
    }

    [Fact]
    public async Task RunAsync_Limits_HoldForThePrograms()
    {
        await using var environment = await OpenAsync(Options("work"), "b-1", new ResourceLimits { MemoryBytes = 64 * 1024 * 1024, Processes = 200 });

        await environment.RunAsync(Script("ulimit -c; ulimit -n; ulimit -d; ulimit -u 2>/dev/null || ulimit -p"), _output, Cancel);
        var result = await environment.RunAsync(Script("exec dd if=/dev/zero of=/dev/null bs=100M count=1"), _output, Cancel);

        var values = _output.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(value => int.Parse(value, CultureInfo.InvariantCulture)).ToArray();
        values[..3].Should().Equal(0, 16_384, 64 * 1024);
        values[3].Should().BeGreaterThan(200);
        result.ExitCode.Should().NotBe(0);
    }

    [Fact]
    public async Task RunAsync_Cancelled_LetsTheProgramTidyUp()
    {
        await using var environment = await OpenAsync(Options("work"), "b-1");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var tidied = _directory.Combine("tidied");

        var running = environment.RunAsync(Script($"trap 'echo yes >{tidied}; exit 3' TERM; echo ready; while :; do sleep 0.05; done"), new StopAt(stop), stop.Token);

        await running.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        (await File.ReadAllTextAsync(tidied, Cancel)).Should().Be("yes\n");
    }

    [Fact]
    public async Task RunAsync_CancelledAndDeafToIt_IsKilledAfterTheGrace()
    {
        var options = Options("work");
        options.CancelGrace = TimeSpan.FromMilliseconds(50);
        await using var environment = await OpenAsync(options, "b-1");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var pid = _directory.Combine("pid");

        var running = environment.RunAsync(Script($"trap '' TERM; echo $$ >{pid}; echo ready; sleep 600"), new StopAt(stop), stop.Token);

        await running.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        IsAlive(int.Parse(await File.ReadAllTextAsync(pid, Cancel), CultureInfo.InvariantCulture)).Should().BeFalse();
    }

    [Fact]
    public void HostIdentity_OfThisProcess_IsAlive()
    {
        HostIdentity.IsAlive(HostIdentity.Current).Should().BeTrue();
        HostIdentity.IsAlive($"{Environment.ProcessId}-1").Should().BeFalse();
        HostIdentity.IsAlive("nonsense").Should().BeFalse();
    }

    private static BuildCommand Script(string script) => new() { Arguments = ["sh", "-c", script] };

    private static UnixFileMode FileMode(string path) => OperatingSystem.IsLinux() ? File.GetUnixFileMode(path) : default;

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            return false;
        }
    }

    private static Task<IBuildEnvironment> OpenAsync(ProcessBuildExecutorOptions options, string id, ResourceLimits? limits = null) =>
        Create(options).OpenAsync(new BuildEnvironmentSpec { BuildId = id, Project = "shop", Limits = limits ?? new ResourceLimits() }, Cancel);

    private static ProcessBuildExecutor Create(ProcessBuildExecutorOptions options) =>
        new(Microsoft.Extensions.Options.Options.Create(options), TimeProvider.System, NullLogger<ProcessBuildExecutor>.Instance);

    private ProcessBuildExecutorOptions Options(string directory) => new() { WorkDirectory = _directory.Combine(directory) };

    private sealed class StopAt(CancellationTokenSource stop) : IBuildOutput
    {
        public void OnStandardOutput(ReadOnlySpan<byte> bytes) => stop.CancelAfter(TimeSpan.Zero);

        public void OnStandardError(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
