using System.Text.Json;
using System.Text.Json.Serialization;
using Forge.Journal;

namespace Forge.Pipelines.Runs;

/// <summary>Turns the events of a run into journal entries and back.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PipelineEvent))]
internal sealed partial class PipelineJson : JsonSerializerContext
{
    private const int NewestVersion = 1;

    public static JournalEntry ToEntry(PipelineEvent happened) => new()
    {
        Type = happened.GetType().Name,
        Version = NewestVersion,
        Data = JsonSerializer.Serialize(happened, Default.PipelineEvent),
    };

    /// <exception cref="JournalException">The entry was written by a newer version.</exception>
    public static PipelineEvent FromEntry(JournalEvent recorded) =>
        recorded.Entry.Version <= NewestVersion && JsonSerializer.Deserialize(recorded.Entry.Data, Default.PipelineEvent) is { } happened
            ? happened
            : throw new JournalException(
                $"'{recorded.Stream}' holds {recorded.Entry.Type} in version {recorded.Entry.Version}; this host knows version {NewestVersion}. Run the newer host.",
                JournalFailure.Unsupported);
}
