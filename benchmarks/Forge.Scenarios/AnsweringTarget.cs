using System.Text;
using Forge.Deploy;

namespace Forge.Scenarios;

/// <summary>A target inside this process that answers at once what the runner of a real one would: it is the engine that is measured.</summary>
/// <param name="name">Its name.</param>
/// <param name="atHook">What it waits for before it answers to a hook.</param>
internal sealed class AnsweringTarget(string name, Func<Task> atHook) : IDeployTarget, IDeploySession
{
    private static readonly DeployCommandResult Checked = Answer("checked", "missing ", "codings ");
    private static readonly DeployCommandResult None = Answer("none");
    private static readonly DeployCommandResult Done = Answer("done", "offset 0", "tail 0", "code 0", "script ", "message ");

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public DeployPlatform Platform { get; } = new() { Target = name, OperatingSystem = "linux", User = "bench", IsAdministrator = false, StateDirectory = "/state" };

    /// <inheritdoc/>
    public Task<IDeploySession> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IDeploySession>(this);

    /// <inheritdoc/>
    public async Task<DeployCommandResult> RunAsync(DeployCommand command, CancellationToken cancellationToken)
    {
        switch (command.Arguments)
        {
            case [_, "-c", ..]:
                return Checked;
            case [_, _, "installed" or "offer", ..]:
                return None;
            case [_, _, "step", var id, ..] when id.Contains(nameof(LifecycleEvent.AfterInstall), StringComparison.Ordinal):
                await atHook();
                return Done;
            default:
                // Whatever a real one does, it is not done at the moment at which it is asked.
                await Task.Yield();
                return Done;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static DeployCommandResult Answer(string state, params string[] lines) => new()
    {
        ExitCode = 0,
        StandardOutput = Encoding.UTF8.GetBytes($"forge 1\nstate {state}\n{string.Concat(lines.Select(line => line + "\n"))}\n"),
        StandardError = ReadOnlyMemory<byte>.Empty,
    };
}
