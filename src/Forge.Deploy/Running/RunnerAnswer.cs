namespace Forge.Deploy.Running;

/// <summary>What the runner answered.</summary>
internal sealed record RunnerAnswer
{
    /// <summary>Gets what the answer says.</summary>
    public required RunnerState State { get; init; }

    /// <summary>Gets how many bytes of the step's output the host knows with this answer.</summary>
    public long Offset { get; init; }

    /// <summary>Gets the new output.</summary>
    public ReadOnlyMemory<byte> Output { get; init; }

    /// <summary>Gets the end of the step's output, of a step that failed.</summary>
    public ReadOnlyMemory<byte> Tail { get; init; }

    /// <summary>Gets the other lines of the answer by their names.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    /// <summary>Returns a line's text as the runner meant it, or an empty text.</summary>
    public string Text(string field) =>
        Fields.GetValueOrDefault(field, "").Replace("%0A", "\n", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
