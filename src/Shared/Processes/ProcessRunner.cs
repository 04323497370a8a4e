namespace Forge.Shared.Processes;

/// <summary>Runs programs on this machine to their end.</summary>
internal static class ProcessRunner
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Runs a program, feeds it and keeps the beginning of what it prints.</summary>
    /// <param name="spec">The program.</param>
    /// <param name="standardInput">What it reads, or null for nothing.</param>
    /// <param name="outputLimit">How many bytes of each stream are kept; the rest is read and dropped.</param>
    /// <param name="timeProvider">Measures the drain time and the stop time.</param>
    /// <param name="cancellationToken">Kills the program and its process group, after the stop time.</param>
    public static async Task<ProcessResult> RunAsync(
        ProcessSpec spec, Stream? standardInput, int outputLimit, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var process = RunningProcess.Start(spec, timeProvider);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using var killer = timeProvider.CreateTimer(_ => process.Kill(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var killing = cancellationToken.Register(() => Kill(process, spec.StopTime, killer));

        var feeding = FeedAsync(process, standardInput, cancellationToken);
        var reading = Task.WhenAll(
            ReadAsync(process.StandardOutput, output, outputLimit),
            ReadAsync(process.StandardError, error, outputLimit));
        // A cancelled program is killed; that it has ended must be seen before its streams are let go.
        var ending = process.WaitForExitAsync(CancellationToken.None);
        if (await Task.WhenAny(ending, feeding).ConfigureAwait(false) == feeding && feeding.IsFaulted)
        {
            // Half of its input may look whole to the program.
            process.Kill();
        }

        var exitCode = await ending.ConfigureAwait(false);
        await killer.DisposeAsync().ConfigureAwait(false);
        await process.DrainAsync(reading).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await process.DrainAsync(feeding).ConfigureAwait(false);
        return new ProcessResult(exitCode, Snapshot(output), Snapshot(error));
    }

    /// <summary>Copies the caller's bytes into the program; a program that does not want them all is no error.</summary>
    /// <exception cref="Exception">What the caller's stream throws. The program's input is then still open.</exception>
    public static async Task FeedAsync(RunningProcess process, Stream? standardInput, CancellationToken cancellationToken)
    {
        var source = standardInput ?? Stream.Null;
        var buffer = new byte[BufferSize];
        var isOpen = true;
        for (int read; isOpen && (read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            isOpen = await TryAsync(() => process.StandardInput.WriteAsync(buffer.AsMemory(0, read), cancellationToken)).ConfigureAwait(false);
        }

        await TryAsync(process.StandardInput.DisposeAsync).ConfigureAwait(false);
    }

    private static void Kill(RunningProcess process, TimeSpan stopTime, ITimer killer)
    {
        if (stopTime == TimeSpan.Zero)
        {
            process.Kill();
        }
        else
        {
            killer.Change(stopTime, Timeout.InfiniteTimeSpan);
        }
    }

    private static async Task<bool> TryAsync(Func<ValueTask> write)
    {
        try
        {
            await write().ConfigureAwait(false);
            return true;
        }
        catch (IOException)
        {
            // The program closed its input early: its exit code tells whether that was right.
            return false;
        }
    }

    private static async Task ReadAsync(Stream from, MemoryStream kept, int limit)
    {
        var buffer = new byte[BufferSize];
        int read;
        while ((read = await from.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            lock (kept)
            {
                kept.Write(buffer, 0, (int)Math.Min(read, limit - kept.Length));
            }
        }
    }

    // A reader that outlived the drain time may still be writing.
    private static byte[] Snapshot(MemoryStream kept)
    {
        lock (kept)
        {
            return kept.ToArray();
        }
    }
}
