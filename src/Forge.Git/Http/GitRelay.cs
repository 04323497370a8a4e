using System.ComponentModel;
using System.Text;
using Forge.Shared.Processes;

namespace Forge.Git.Http;

/// <summary>Runs one git process between a client's request and its response, as fast as the slower side allows.</summary>
internal sealed class GitRelay(TimeSpan idleTimeout, TimeProvider timeProvider)
{
    private const int BufferSize = 64 * 1024;
    private const int ErrorLimit = 4 * 1024;

    // From the moment that a push is allowed git needs milliseconds: one that hangs then is ended all the same.
    private static readonly TimeSpan LastGrace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TidyGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KillPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs the process to its end.</summary>
    /// <exception cref="Win32Exception">The process cannot be started.</exception>
    public async Task<RelayResult> RunAsync(RelayWork work, CancellationToken cancellationToken)
    {
        using var process = RunningProcess.Start(work.Process, timeProvider);
        work.Started?.Invoke(process.Id);
        using var idle = new CancellationTokenSource(idleTimeout, timeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        var run = new Run(work, process, idle, stop);

        var exiting = process.WaitForExitAsync(CancellationToken.None);
        var feeding = FeedAsync(run);
        var error = ReadErrorAsync(process.StandardError);
        var reading = Task.WhenAll(CopyOutputAsync(run), error);
        var wasKilled = await EndWhenStoppedAsync(run, exiting).ConfigureAwait(false);
        var exitCode = await exiting.ConfigureAwait(false);
        await AwaitReadersAsync(run, reading).ConfigureAwait(false);

        // A client that has not sent all of its body when git is done is not waited for.
        await stop.CancelAsync().ConfigureAwait(false);
        var fault = await feeding.ConfigureAwait(false);
        return new RelayResult
        {
            ExitCode = exitCode,
            WasKilled = wasKilled,
            HasOutput = run.HasOutput,
            InputFault = fault,
            Error = error.IsCompletedSuccessfully ? await error.ConfigureAwait(false) : "",
        };
    }

    private async Task<bool> EndWhenStoppedAsync(Run run, Task exiting)
    {
        try
        {
            await exiting.WaitAsync(run.Stop.Token).ConfigureAwait(false);
            return false;
        }
        catch (OperationCanceledException)
        {
            if (run.Work.IsPastStopping?.Invoke() ?? false)
            {
                await Task.WhenAny(exiting, Task.Delay(LastGrace, timeProvider)).ConfigureAwait(false);
            }
        }

        var wasKilled = !exiting.IsCompleted;
        if (wasKilled)
        {
            // Git removes its quarantine when it is asked to end, and cannot when it is killed.
            run.Process.Terminate();
            await Task.WhenAny(exiting, Task.Delay(TidyGrace, timeProvider)).ConfigureAwait(false);
        }

        while (!exiting.IsCompleted)
        {
            run.Process.Kill();
            await Task.WhenAny(exiting, Task.Delay(KillPause, timeProvider)).ConfigureAwait(false);
        }

        return wasKilled;
    }

    // What git has left in the pipe goes to a slow client in its own time; only a stop cuts that short.
    private static async Task AwaitReadersAsync(Run run, Task reading)
    {
        try
        {
            await reading.WaitAsync(run.Stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            run.Process.Kill();
            await run.Process.DrainAsync(reading).ConfigureAwait(false);
        }
    }

    private async Task<Exception?> FeedAsync(Run run)
    {
        if (run.Work.Input is not { } input)
        {
            await CloseAsync(run.Process.StandardInput).ConfigureAwait(false);
            return null;
        }

        var buffer = new byte[BufferSize];
        Exception? fault = null;
        try
        {
            int read;
            while ((read = await input.ReadAsync(buffer, run.Stop.Token).ConfigureAwait(false)) > 0)
            {
                run.Idle.CancelAfter(idleTimeout);
                if (!await TryWriteAsync(run.Process.StandardInput, buffer.AsMemory(0, read), run.Stop.Token).ConfigureAwait(false))
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or OperationCanceledException)
        {
            fault = e;
        }

        await CloseAsync(run.Process.StandardInput).ConfigureAwait(false);
        return fault;
    }

    // Git may close its input early, and says in its output why.
    private static async Task<bool> TryWriteAsync(Stream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task CloseAsync(Stream stream)
    {
        try
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The other end is closed already.
        }
    }

    private async Task CopyOutputAsync(Run run)
    {
        var buffer = new byte[BufferSize];
        var isClientThere = true;
        int read;
        while ((read = await run.Process.StandardOutput.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false)) > 0)
        {
            run.Idle.CancelAfter(idleTimeout);

            // Without a client the output is read on and dropped: a git that is moving refs must not wait for a reader.
            isClientThere = isClientThere && await TrySendAsync(run, buffer.AsMemory(0, read)).ConfigureAwait(false);
        }
    }

    private async Task<bool> TrySendAsync(Run run, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (!run.HasOutput)
            {
                run.HasOutput = true;
                await run.Work.Output.WriteAsync(run.Work.Prefix, run.Stop.Token).ConfigureAwait(false);
            }

            await run.Work.Output.WriteAsync(bytes, run.Stop.Token).ConfigureAwait(false);
            run.Idle.CancelAfter(idleTimeout);
            return true;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            await run.Stop.CancelAsync().ConfigureAwait(false);
            return false;
        }
    }

    private static async Task<string> ReadErrorAsync(Stream stream)
    {
        var kept = new byte[ErrorLimit];
        var dropped = new byte[ErrorLimit];
        var length = 0;
        int read;

        // Ends with the process, which the caller's token kills.
        while ((read = await stream.ReadAsync(length < ErrorLimit ? kept.AsMemory(length) : dropped, CancellationToken.None).ConfigureAwait(false)) > 0)
        {
            length = Math.Min(ErrorLimit, length + read);
        }

        return Encoding.UTF8.GetString(kept, 0, length).Trim();
    }

    private sealed record Run(RelayWork Work, RunningProcess Process, CancellationTokenSource Idle, CancellationTokenSource Stop)
    {
        public bool HasOutput { get; set; }
    }
}
