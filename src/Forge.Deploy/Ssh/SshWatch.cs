using Renci.SshNet.Common;

namespace Forge.Deploy.Ssh;

/// <summary>Notices that nobody is at the other end any longer, as when the host is frozen or the network swallows everything: TCP would wait for hours.</summary>
internal sealed class SshWatch(SshRoute route, TimeSpan keepAliveInterval, TimeProvider timeProvider)
{
    private const int Patience = 2;

    /// <summary>Waits for work on the connection; while it goes on, the host is asked again and again for a sign of life.</summary>
    /// <exception cref="TimeoutException">There was none.</exception>
    public async Task<T> RunAsync<T>(Task<T> work)
    {
        while (!await EndsInTimeAsync(work).ConfigureAwait(false))
        {
            // Opening a channel blocks in the library until the host answers.
            var sign = Task.Run(AnswersAsync);
            if ((!await EndsInTimeAsync(sign).ConfigureAwait(false) || !await sign.ConfigureAwait(false)) && !work.IsCompleted)
            {
                // Whatever waits on the connection fails now; nobody looks at how.
                route.Dispose();
                _ = work.ContinueWith(failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                throw new TimeoutException($"The host gave no sign of life for {(2 * Patience * keepAliveInterval).TotalSeconds:0} seconds.");
            }
        }

        return await work.ConfigureAwait(false);
    }

    private async Task<bool> EndsInTimeAsync(Task task)
    {
        using var stop = new CancellationTokenSource();
        var time = Task.Delay(Patience * keepAliveInterval, timeProvider, stop.Token);
        var first = await Task.WhenAny(task, time).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        return first == task;
    }

    // Any other failure is an answer as well: of the connection, which then fails the work by itself.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var command = route.Client.CreateCommand("true");
            await command.ExecuteAsync(CancellationToken.None).ConfigureAwait(false); // Ends with the connection at the latest.
            return true;
        }
        catch (SshOperationTimeoutException)
        {
            return false;
        }
        catch (Exception e) when (e is SshException or ObjectDisposedException or InvalidOperationException)
        {
            return true;
        }
    }
}
