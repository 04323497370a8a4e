using Forge.Journal;
using Forge.Testing;

namespace Forge.Build.Tests;

/// <summary>Makes one append of a history fail, as if the host ended there.</summary>
internal sealed class CrashAt
{
    private int _seen;

    /// <param name="journal">The journal.</param>
    /// <param name="kind">The kind of the history.</param>
    /// <param name="append">Which append, from 1.</param>
    /// <param name="isRecorded">Whether it is recorded all the same.</param>
    public CrashAt(FakeJournal journal, string kind, int append, bool isRecorded)
    {
        if (isRecorded)
        {
            journal.Appended = Look;
        }
        else
        {
            journal.Appending = Look;
        }

        void Look(JournalBatch batch)
        {
            if (batch.Appends.Any(written => written.Stream.Kind == kind) && Interlocked.Increment(ref _seen) == append)
            {
                Happened = true;
                throw new JournalException("The host ends here.", JournalFailure.Unavailable);
            }
        }
    }

    public bool Happened { get; private set; }
}
