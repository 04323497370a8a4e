using System.Security.Cryptography;

namespace Forge.Deploy.Agents.Polling;

/// <summary>Repeats what fails because the server does not answer.</summary>
internal sealed class Retry(BackOff backOff, TimeProvider timeProvider)
{
    private const int Steps = 1 << 20;

    /// <summary>Returns how long to wait after failures.</summary>
    public TimeSpan After(int failures) => backOff.After(failures, RandomNumberGenerator.GetInt32(Steps) / (double)Steps);

    /// <summary>Waits after failures.</summary>
    public Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, timeProvider, cancellationToken);

    /// <summary>Makes a call until the server answers.</summary>
    /// <exception cref="AgentException">The server refuses.</exception>
    public async Task<T> AgainAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await call(cancellationToken).ConfigureAwait(false);
            }
            catch (AgentException e) when (e.IsTransient)
            {
                await WaitAsync(After(failures), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Makes a call until the server answers.</summary>
    /// <exception cref="AgentException">The server refuses.</exception>
    public Task AgainAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken) => AgainAsync(
        async token =>
        {
            await call(token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);
}
