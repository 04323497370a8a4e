using System.Runtime.CompilerServices;
using Forge.Artifacts;

namespace Forge.Build.Output;

/// <summary>Reads a log while it is written and afterwards. It reads what is stored, so that it never holds up the build.</summary>
internal sealed class BuildLogReader(BuildLogs logs, TimeProvider timeProvider)
{
    // Other processes write logs too, and nothing but looking tells of them.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Reads the log of a build from a line on, until the build has ended and all is read.</summary>
    /// <param name="buildId">The id of the build.</param>
    /// <param name="location">Where the store has it.</param>
    /// <param name="fromSequence">The first line that is wanted: 1, or the one after the last that was seen.</param>
    /// <param name="hasEnded">Tells whether all lines of the build have been written. Asked when there is nothing more to read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The lines in their order, without a gap.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="ArtifactStoreException">The store cannot be read, or a chunk in it is damaged.</exception>
    public async IAsyncEnumerable<BuildLogLine> ReadAsync(
        string buildId,
        BuildLogLocation location,
        long fromSequence,
        Func<CancellationToken, ValueTask<bool>> hasEnded,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = logs.CursorAt(buildId, location, Math.Max(1, fromSequence));
        await using (cursor.ConfigureAwait(false))
        {
            for (var isLast = false; ;)
            {
                var more = logs.NextBeat(buildId);
                var wasEmpty = true;
                while (await cursor.MoveNextAsync(cancellationToken).ConfigureAwait(false))
                {
                    wasEmpty = false;
                    yield return cursor.Current!;
                }

                if (isLast)
                {
                    logs.Forget(buildId);
                    yield break;
                }

                // After the last line has been written there is one more look.
                if (wasEmpty && !(isLast = await hasEnded(cancellationToken).ConfigureAwait(false)))
                {
                    await WaitAsync(more, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task WaitAsync(Task more, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var poll = Task.Delay(PollInterval, timeProvider, enough.Token);
        await Task.WhenAny(poll, more).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
