namespace Forge.Testing;

/// <summary>How a git client ended, and what it printed.</summary>
public sealed record GitClientResult(int ExitCode, string Output, string Error);
