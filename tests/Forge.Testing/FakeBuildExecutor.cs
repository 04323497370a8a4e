using System.Collections.Concurrent;
using System.Text;
using Forge.Build;

namespace Forge.Testing;

/// <summary>An <see cref="IBuildExecutor"/> in memory. It runs the programs of <see cref="BuildScripts"/>, and others that a test adds.</summary>
public sealed class FakeBuildExecutor(string name = "fake") : IBuildExecutor
{
    private readonly ConcurrentDictionary<string, FakeBuildEnvironment> _open = new(StringComparer.Ordinal);

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

        var environment = new FakeBuildEnvironment(this, () => _open.TryRemove(spec.BuildId, out _));
        return _open.TryAdd(spec.BuildId, environment)
            ? Task.FromResult<IBuildEnvironment>(environment)
            : throw new BuildExecutorException($"Build '{spec.BuildId}' has an environment already.", name);
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
            default:
                return Program(environment, command, output, cancellationToken);
        }

        Task<BuildCommandResult> Print(string text)
        {
            output.OnStandardOutput(Encoding.UTF8.GetBytes(text));
            return Ended(0);
        }

        async Task<BuildCommandResult> WaitAsync()
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return new BuildCommandResult { ExitCode = 0 };
        }
    }

    private static Task<BuildCommandResult> Ended(int exitCode) => Task.FromResult(new BuildCommandResult { ExitCode = exitCode });
}
