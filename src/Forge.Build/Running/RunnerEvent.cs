using System.Globalization;
using Forge.Build.Specs;

namespace Forge.Build.Running;

/// <summary>One line that the build runner reports.</summary>
internal sealed record RunnerEvent
{
    /// <summary>Gets what happened.</summary>
    public required RunnerEventKind Kind { get; init; }

    /// <summary>Gets the phase that it happened to, if any.</summary>
    public BuildPhase Phase { get; init; }

    /// <summary>Gets the number of the command that it happened to; 0 for none.</summary>
    public int Command { get; init; }

    /// <summary>Gets how many bytes commands had printed by then.</summary>
    public long Size { get; init; }

    /// <summary>Gets the exit status of a command that ended.</summary>
    public int Status { get; init; }

    /// <summary>Gets why the runner cannot work, or what it has to say.</summary>
    public string Text { get; init; } = "";

    /// <summary>Reads a line.</summary>
    /// <returns>The event, or null when the line is none.</returns>
    public static RunnerEvent? Parse(string line) => line.Split(' ') switch
    {
        ["ready", var size] when Number(size) is { } at => new RunnerEvent { Kind = RunnerEventKind.Ready, Size = at },
        ["refused", ..] => new RunnerEvent { Kind = RunnerEventKind.Refused, Text = line["refused ".Length..] },
        ["finished", var size] when Number(size) is { } at => new RunnerEvent { Kind = RunnerEventKind.Finished, Size = at },
        ["phase", var name, var what, var size] when BuildPhaseNames.FindPhase(name) is { } phase && PhaseKind(what) is { } kind && Number(size) is { } at =>
            new RunnerEvent { Kind = kind, Phase = phase, Size = at },
        ["command", var number, "begins", var size] when Number(number) is { } command && Number(size) is { } at =>
            new RunnerEvent { Kind = RunnerEventKind.CommandBegan, Command = (int)command, Size = at },
        ["command", var number, "ends", var size, var status] when Number(number) is { } command && Number(size) is { } at && Number(status) is { } exit =>
            new RunnerEvent { Kind = RunnerEventKind.CommandEnded, Command = (int)command, Size = at, Status = (int)exit },
        ["breakpoint" or "resumed", var number, var size] when Number(number) is { } command && Number(size) is { } at =>
            new RunnerEvent { Kind = line[0] == 'b' ? RunnerEventKind.Paused : RunnerEventKind.Resumed, Command = (int)command, Size = at },
        ["cache", "wanted" or "packed", var size] when Number(size) is { } at =>
            new RunnerEvent { Kind = line.Contains("wanted", StringComparison.Ordinal) ? RunnerEventKind.CacheWanted : RunnerEventKind.CachePacked, Size = at },
        ["note", var size, ..] when Number(size) is { } at =>
            new RunnerEvent { Kind = RunnerEventKind.Note, Size = at, Text = line[Math.Min(line.Length, "note ".Length + size.Length + 1)..] },
        _ => null,
    };

    private static RunnerEventKind? PhaseKind(string what) => what switch
    {
        "begins" => RunnerEventKind.PhaseBegan,
        "retries" => RunnerEventKind.PhaseRetried,
        "succeeded" => RunnerEventKind.PhaseSucceeded,
        "failed" => RunnerEventKind.PhaseFailed,
        _ => null,
    };

    private static long? Number(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
