using Forge.Build;

namespace Forge.Cli.Output;

/// <summary>Prints how the builds of a batch go, and a table at the end.</summary>
internal sealed class BatchPrinter(Terminal terminal)
{
    private const int NarrowestColumn = 12;

    private readonly Dictionary<string, BuildStatus?> _printed = new(StringComparer.Ordinal);

    /// <summary>Prints what has changed.</summary>
    public void Report(BuildBatchResult batch)
    {
        if (_printed.Count == 0 && batch.Groups.Count > 0)
        {
            terminal.Say($"Batch {batch.BatchId} has {batch.Groups.Count} builds");
        }

        foreach (var group in batch.Groups.Where(group => _printed.GetValueOrDefault(group.Identifier) != group.Status))
        {
            terminal.Say($"[{group.Identifier}] {Describe(group)}");
        }

        foreach (var group in batch.Groups)
        {
            _printed[group.Identifier] = group.Status;
        }
    }

    /// <summary>Prints the table.</summary>
    /// <param name="batch">The batch, which has ended.</param>
    /// <param name="builds">Its builds, by id.</param>
    public void Summarize(BuildBatchResult batch, IReadOnlyDictionary<string, BuildResult> builds)
    {
        var width = batch.Groups.Select(group => group.Identifier.Length).Append(NarrowestColumn).Max();
        terminal.Say("");
        foreach (var group in batch.Groups)
        {
            var build = group.BuildId is null ? null : builds.GetValueOrDefault(group.BuildId);
            var seconds = build?.EndedAt is { } end ? $"{(end - build.StartedAt).TotalSeconds,8:0.000} s" : new string(' ', 10);
            terminal.Say($"  {group.Identifier.PadRight(width)}  {group.Status,-12}{seconds}  {Failure(build)}".TrimEnd());
        }

        foreach (var phase in batch.Phases.Where(phase => phase.Message.Length > 0))
        {
            terminal.Say($"  {phase.Phase}: {phase.StatusCode} {phase.Message}");
        }

        terminal.Say($"Batch {batch.Status.ToString().ToUpperInvariant()}");
    }

    private static string Describe(BuildBatchGroup group) => group switch
    {
        { Status: BuildStatus.InProgress } => $"runs as build {group.BuildId}",
        { BuildId: null } => "will not run",
        _ => group.Status!.Value.ToString().ToUpperInvariant(),
    };

    private static string Failure(BuildResult? build) =>
        build?.Phases.FirstOrDefault(phase => phase.Message.Length > 0) is { } phase ? $"{phase.Phase}: {phase.Message}" : "";
}
