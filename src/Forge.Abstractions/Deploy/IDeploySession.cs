namespace Forge.Deploy;

/// <summary>A connection to a deploy target, on which commands run.</summary>
/// <remarks>
/// <para>Concurrency: several commands may run at the same time.</para>
/// <para>Disposal ends the connection, not what a command has detached from it; it does not throw for what is already gone.</para>
/// </remarks>
public interface IDeploySession : IAsyncDisposable
{
    /// <summary>Gets what the target can do, as found when the session was opened.</summary>
    DeployPlatform Platform { get; }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program.</param>
    /// <param name="cancellationToken">Ends the wait and, as far as the transport can, the program. What the program has detached goes on.</param>
    /// <returns>How the program ended and the beginning of what it printed.</returns>
    /// <exception cref="DeployTargetException">The connection was lost; whether the program ran is then unknown.</exception>
    Task<DeployCommandResult> RunAsync(DeployCommand command, CancellationToken cancellationToken);
}
