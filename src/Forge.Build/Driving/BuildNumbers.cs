using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Forge.Journal;

namespace Forge.Build.Driving;

/// <summary>Numbers the builds of each project: one event in the project's stream for each number.</summary>
internal sealed class BuildNumbers(IJournal journal)
{
    private const string StreamKind = "build-project";

    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.Ordinal);

    /// <summary>Finds the next number. Whoever takes it records <see cref="Take"/>, which conflicts when somebody else was quicker.</summary>
    public async Task<long> NextAsync(string project, CancellationToken cancellationToken)
    {
        var last = _last.GetValueOrDefault(project);
        await foreach (var recorded in journal.ReadAsync(new StreamId(StreamKind, project), last + 1, cancellationToken).ConfigureAwait(false))
        {
            last = recorded.Sequence;
        }

        _last[project] = last;
        return last + 1;
    }

    /// <summary>Lists the builds of a project, the newest first.</summary>
    public async IAsyncEnumerable<string> ListAsync(string project, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var recorded in journal.ReadAsync(new StreamId(StreamKind, project), fromSequence: 1, cancellationToken).ConfigureAwait(false))
        {
            ids.Add(JsonSerializer.Deserialize(recorded.Entry.Data, BuildJson.Default.NumberTaken)!.BuildId);
        }

        for (var i = ids.Count - 1; i >= 0; i--)
        {
            yield return ids[i];
        }
    }

    /// <summary>Makes the append that takes a number for a build.</summary>
    public static JournalAppend Take(string project, long number, string buildId) => new()
    {
        Stream = new StreamId(StreamKind, project),
        ExpectedSequence = number - 1,
        Entries = [new JournalEntry { Type = nameof(NumberTaken), Data = JsonSerializer.Serialize(new NumberTaken { BuildId = buildId }, BuildJson.Default.NumberTaken) }],
    };
}
