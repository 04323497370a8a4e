namespace Forge.Build.Running;

/// <summary>Finds out whether a runner that an earlier host was about to start has begun, and sees to it that one which has not never does.</summary>
internal static class RunnerBeginning
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Says whether the runner may have run a command.</summary>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public static async Task<bool> MayHaveBegunAsync(IBuildEnvironment environment, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        // A runner that got all it needs soon tells its first event; any other never begins.
        for (var waited = TimeSpan.Zero; waited < LongestStart; waited += StartPause)
        {
            if (await HasEventsAsync(environment, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            await Task.Delay(StartPause, timeProvider, cancellationToken).ConfigureAwait(false);
        }

        // Either the runner finds the file before its first command, or its first event is found here.
        using var file = RunnerFiles.PackFile(RunnerFiles.VoidFile, ReadOnlyMemory<byte>.Empty, timeProvider.GetUtcNow());
        await environment.PutAsync(RunnerFiles.RunnerDirectory, file, cancellationToken).ConfigureAwait(false);
        return await HasEventsAsync(environment, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<bool> HasEventsAsync(IBuildEnvironment environment, CancellationToken cancellationToken) =>
        await environment.ReadAsync(RunnerFiles.EventsFile, 0, new byte[1], cancellationToken).ConfigureAwait(false) > 0;
}
