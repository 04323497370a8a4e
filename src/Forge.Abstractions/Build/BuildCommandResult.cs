namespace Forge.Build;

/// <summary>How a program in a build environment ended.</summary>
public sealed record BuildCommandResult
{
    /// <summary>Gets the exit code; 128 plus the signal's number when a signal ended the program.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Gets a value indicating whether the environment ended the program for want of memory.</summary>
    public bool IsOutOfMemory { get; init; }
}
