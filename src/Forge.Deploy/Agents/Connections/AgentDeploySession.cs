using System.Collections.Concurrent;

namespace Forge.Deploy.Agents.Connections;

/// <summary>Runs commands through the session of an agent. Ends with it; the deployment then opens another one.</summary>
internal sealed class AgentDeploySession(AgentConnection connection, DeployPlatform platform) : IDeploySession
{
    private readonly ConcurrentDictionary<RunningCommand, bool> _running = new();

    /// <inheritdoc/>
    public DeployPlatform Platform { get; } = platform;

    /// <inheritdoc/>
    public async Task<DeployCommandResult> RunAsync(DeployCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var input = await CommandInput.OpenAsync(command.StandardInput, cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
        {
            var running = new RunningCommand(Guid.NewGuid().ToString("N"), Platform.Target, command, input);
            _running[running] = true;
            try
            {
                connection.Send(running);
                return await running.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                connection.Forget(running);
                _running.TryRemove(running, out _);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var running in _running.Keys)
        {
            running.Fail(new DeployTargetException($"The session with '{Platform.Target}' was closed.", Platform.Target, DeployTargetFailure.ConnectionLost, isTransient: true));
        }

        return ValueTask.CompletedTask;
    }
}
