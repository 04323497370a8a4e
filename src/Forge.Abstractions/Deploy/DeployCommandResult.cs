namespace Forge.Deploy;

/// <summary>How a program on a deploy target ended.</summary>
public sealed record DeployCommandResult
{
    /// <summary>Gets the exit code; 128 plus the signal's number when a signal ended the program.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Gets the beginning of what it wrote to its standard output.</summary>
    public required ReadOnlyMemory<byte> StandardOutput { get; init; }

    /// <summary>Gets the beginning of what it wrote to its standard error.</summary>
    public required ReadOnlyMemory<byte> StandardError { get; init; }
}
