using System.Collections.Concurrent;
using System.Text;
using Forge.Build;

namespace Forge.Testing;

/// <summary>An <see cref="IBuildExecutor"/> in memory. It runs the programs of <see cref="BuildScripts"/>, and others that a test adds.</summary>
/// <param name="name">The name.</param>
/// <param name="earlier">The executor of a host that ended, whose builds this one can reopen.</param>
public sealed class FakeBuildExecutor(string name = "fake", FakeBuildExecutor? earlier = null) : IBuildExecutor
{
    private readonly ConcurrentDictionary<string, FakeBuild> _builds = earlier?._builds ?? new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>Gets or sets why every environment is refused, or null.</summary>
    public BuildExecutorException? OpenFailure { get; set; }

    /// <summary>Gets or sets what runs programs that are not in <see cref="BuildScripts"/>; by default they end with 127.</summary>
    public Func<FakeBuildEnvironment, BuildCommand, IBuildOutput, CancellationToken, Task<BuildCommandResult>> Program { get; set; } =
        (_, _, _, _) => Task.FromResult(new BuildCommandResult { ExitCode = 127 });

    /// <summary>Gets what was asked for, in order.</summary>
    public ConcurrentQueue<BuildEnvironmentSpec> Opened { get; } = [];

    public Task<IBuildEnvironment> OpenAsync(BuildEnvironmentSpec spec, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Opened.Enqueue(spec);
        if (OpenFailure is { } failure)
        {
            throw failure;
        }

        var build = new FakeBuild();
        return _builds.TryAdd(spec.BuildId, build)
            ? Task.FromResult<IBuildEnvironment>(Open(spec.BuildId, build))
            : throw new BuildExecutorException($"Build '{spec.BuildId}' has an environment already.", name);
    }

    public Task<IBuildEnvironment?> ReopenAsync(string buildId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IBuildEnvironment?>(_builds.TryGetValue(buildId, out var build) ? Open(buildId, build) : null);
    }

    internal Task<BuildCommandResult> RunAsync(FakeBuildEnvironment environment, BuildCommand command, IBuildOutput output, CancellationToken cancellationToken)
    {
        switch (command.Arguments.ElementAtOrDefault(2))
        {
            case BuildScripts.PrintAndFail:
                output.OnStandardOutput("out\n"u8);
                output.OnStandardError("err\n"u8);
                return Ended(7);
            case BuildScripts.CountInput:
                return Print($"{command.StandardInput.Length}\n");
            case BuildScripts.PrintArgument:
                return Print(command.Arguments[4]);
            case BuildScripts.ShowFile:
                return Print(Encoding.UTF8.GetString(environment.Files["a.txt"].Content));
            case BuildScripts.LeaveProcess:
                return Print("left\n");
            case BuildScripts.LeaveWriter:
                environment.Write("log", "begin\n");
                return Ended(0);
            case BuildScripts.WriteAndWait:
                environment.Write("log", "one\ntwo\n");
                output.OnStandardOutput("ready\n"u8);
                return WaitAsync();
            case BuildScripts.PrintUntilStopped:
                return PrintUntilAsync();
            default:
                return Program(environment, command, output, cancellationToken);
        }

        Task<BuildCommandResult> Print(string text)
        {
            output.OnStandardOutput(Encoding.UTF8.GetBytes(text));
            return Ended(0);
        }

        async Task<BuildCommandResult> PrintUntilAsync()
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (!environment.Files.ContainsKey("stop"))
            {
                output.OnStandardOutput("on\n"u8);
                await timer.WaitForNextTickAsync(cancellationToken);
            }

            return new BuildCommandResult { ExitCode = 5 };
        }

        async Task<BuildCommandResult> WaitAsync()
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return new BuildCommandResult { ExitCode = 0 };
        }
    }

    private FakeBuildEnvironment Open(string buildId, FakeBuild build) => new(this, build, () => _builds.TryRemove(buildId, out _));

    private static Task<BuildCommandResult> Ended(int exitCode) => Task.FromResult(new BuildCommandResult { ExitCode = exitCode });
}
