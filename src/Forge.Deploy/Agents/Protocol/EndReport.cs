namespace Forge.Deploy.Agents.Protocol;

/// <summary>A command has ended, with the last part of what it printed.</summary>
internal sealed record EndReport
{
    public required string Session { get; init; }

    public required string Command { get; init; }

    public int ExitCode { get; init; }

    /// <summary>Gets where in the standard output <see cref="Output"/> begins; what is before was sent in blocks.</summary>
    public long OutputOffset { get; init; }

    public byte[] Output { get; init; } = [];

    /// <summary>Gets where in the standard error <see cref="Error"/> begins.</summary>
    public long ErrorOffset { get; init; }

    public byte[] Error { get; init; } = [];

    /// <summary>Gets why the program could not be started, or null.</summary>
    public string? Fault { get; init; }
}
