namespace Forge.Git.Http;

/// <summary>How a git process that served a client ended.</summary>
internal sealed record RelayResult
{
    public required int ExitCode { get; init; }

    public required bool WasKilled { get; init; }

    /// <summary>Gets a value indicating whether git wrote anything for the client.</summary>
    public required bool HasOutput { get; init; }

    /// <summary>Gets what was wrong with the client's body, or null.</summary>
    public required Exception? InputFault { get; init; }

    /// <summary>Gets the beginning of what git printed as errors.</summary>
    public required string Error { get; init; }
}
