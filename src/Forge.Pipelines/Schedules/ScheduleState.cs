using System.Text.Json;
using System.Text.Json.Serialization;
using Forge.Journal;

namespace Forge.Pipelines.Schedules;

/// <summary>What has become of a schedule: the last of its entries in the journal.</summary>
internal sealed record ScheduleState
{
    /// <summary>The kind of the stream that a schedule's entries are in.</summary>
    public const string StreamKind = "build-schedule";

    private const string EntryType = "ScheduleAdvanced";

    /// <summary>Gets the cron expression that the time is of.</summary>
    public required string Cron { get; init; }

    /// <summary>Gets the time zone that the time is of.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Gets the time up to which nothing is due any more.</summary>
    public required DateTimeOffset Through { get; init; }

    /// <summary>Gets the build that was started for that time; null when the schedule only began then.</summary>
    public string? BuildId { get; init; }

    /// <summary>Gets how many entries there are.</summary>
    [JsonIgnore]
    public long Sequence { get; init; }

    /// <summary>Reads the state of a schedule; null when it never was looked at.</summary>
    public static async Task<ScheduleState?> ReadAsync(IJournal journal, string name, ScheduleState? known, CancellationToken cancellationToken)
    {
        await foreach (var recorded in journal.ReadAsync(new StreamId(StreamKind, name), (known?.Sequence ?? 0) + 1, cancellationToken).ConfigureAwait(false))
        {
            if (recorded.Entry is not { Type: EntryType, Version: 1 })
            {
                throw new JournalException(
                    $"The journal has the event '{recorded.Entry.Type}' of version {recorded.Entry.Version} for schedule '{name}', which this version of Forge does not know. Update Forge.",
                    JournalFailure.Unsupported);
            }

            known = JsonSerializer.Deserialize(recorded.Entry.Data, ScheduleJson.Default.ScheduleState)! with { Sequence = recorded.Sequence };
        }

        return known;
    }

    /// <summary>Makes the batch that records this as what comes after an earlier state.</summary>
    public JournalBatch After(ScheduleState? earlier, string name) => new()
    {
        Appends =
        [
            new JournalAppend
            {
                Stream = new StreamId(StreamKind, name),
                ExpectedSequence = earlier?.Sequence ?? 0,
                Entries = [new JournalEntry { Type = EntryType, Data = JsonSerializer.Serialize(this, ScheduleJson.Default.ScheduleState) }],
            },
        ],
    };
}
