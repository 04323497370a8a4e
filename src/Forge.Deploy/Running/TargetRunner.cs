namespace Forge.Deploy.Running;

/// <summary>The target runner on one target: starts steps at most once, follows them, and finds them again after a lost connection or a restart of the host.</summary>
/// <remarks>Safe for concurrent use as far as the session is. Does not own the session.</remarks>
internal sealed class TargetRunner
{
    private readonly IDeploySession _session;
    private readonly TimeProvider _timeProvider;

    private TargetRunner(IDeploySession session, TimeProvider timeProvider)
    {
        _session = session;
        _timeProvider = timeProvider;
    }

    /// <summary>Puts the runner onto the target, if it is not there yet, and checks that the target has what it needs.</summary>
    /// <exception cref="DeployTargetException">The target lacks a program, the state directory cannot be written, or the connection was lost.</exception>
    public static Task<TargetRunner> StartAsync(IDeploySession session, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        Task.FromResult(new TargetRunner(session, timeProvider));

    /// <summary>Reads which revision the group's last successful Install put onto the target, or null for none.</summary>
    /// <exception cref="DeployTargetException">The connection was lost, or the target does not answer as a runner does.</exception>
    public Task<InstalledRevision?> ReadInstalledAsync(string group, CancellationToken cancellationToken) => throw new NotSupportedException($"{_session} {_timeProvider}");

    /// <summary>Starts a step, or finds it started, and follows it to its end.</summary>
    /// <param name="step">The step. What is started is never started again under the same id.</param>
    /// <param name="epoch">The epoch of the lease under which the caller drives the group.</param>
    /// <param name="log">Told every whole line of output that this call sees, or null.</param>
    /// <param name="cancellationToken">Ends the following; the step goes on. <see cref="StopAsync"/> ends a step.</param>
    /// <exception cref="DeployTargetException">The connection was lost; the same call on a new session finds the step again.</exception>
    public Task<StepOutcome> RunAsync(TargetStep step, long epoch, IProgress<string>? log, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Ends a running step: TERM, five seconds, KILL. A step that has ended or never started is left alone.</summary>
    /// <exception cref="DeployTargetException">The connection was lost.</exception>
    public Task StopAsync(string stepId, string group, long epoch, CancellationToken cancellationToken) => throw new NotSupportedException();
}
