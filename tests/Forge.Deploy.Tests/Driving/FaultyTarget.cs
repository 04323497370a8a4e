namespace Forge.Deploy.Tests.Driving;

/// <summary>A target whose connection fails when a test wants it to, in front of a real one.</summary>
internal sealed class FaultyTarget(IDeployTarget real) : IDeployTarget
{
    private int _commands;

    public string Name => real.Name;

    /// <summary>Gets how often it was connected to.</summary>
    public int Opened { get; private set; }

    /// <summary>Gets the reasons why the next connections are refused.</summary>
    public Queue<(DeployTargetFailure Failure, bool IsTransient)> Refusals { get; } = [];

    /// <summary>Gets the numbers of the commands, from 1, after which the connection is lost: the command has run, its answer does not arrive.</summary>
    public HashSet<int> LostAfter { get; } = [];

    public async Task<IDeploySession> OpenAsync(CancellationToken cancellationToken)
    {
        Opened++;
        return Refusals.TryDequeue(out var refusal)
            ? throw new DeployTargetException($"'{Name}' is not reached: {refusal.Failure}.", Name, refusal.Failure, refusal.IsTransient)
            : new Session(this, await real.OpenAsync(cancellationToken));
    }

    private sealed class Session(FaultyTarget target, IDeploySession session) : IDeploySession
    {
        public DeployPlatform Platform => session.Platform;

        public async Task<DeployCommandResult> RunAsync(DeployCommand command, CancellationToken cancellationToken)
        {
            var result = await session.RunAsync(command, cancellationToken);
            return target.LostAfter.Contains(Interlocked.Increment(ref target._commands))
                ? throw new DeployTargetException($"The connection to '{target.Name}' was lost.", target.Name, DeployTargetFailure.ConnectionLost, isTransient: true)
                : result;
        }

        public ValueTask DisposeAsync() => session.DisposeAsync();
    }
}
