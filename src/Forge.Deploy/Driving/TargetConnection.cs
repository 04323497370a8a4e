using Forge.Deploy.Running;

namespace Forge.Deploy.Driving;

/// <summary>An open session with the target runner on it.</summary>
/// <param name="Session">The session.</param>
/// <param name="Runner">The runner.</param>
/// <param name="OpenedAt">When it was opened, as a timestamp of the monotonic clock.</param>
internal sealed record TargetConnection(IDeploySession Session, TargetRunner Runner, long OpenedAt) : IAsyncDisposable
{
    /// <summary>Connects.</summary>
    /// <exception cref="DeployTargetException">The target cannot be reached, refuses, or lacks something.</exception>
    public static async Task<TargetConnection> OpenAsync(IDeployTarget target, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var session = await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var runner = await TargetRunner.StartAsync(session, timeProvider, cancellationToken).ConfigureAwait(false);
            return new TargetConnection(session, runner, timeProvider.GetTimestamp());
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Session.DisposeAsync();
}
