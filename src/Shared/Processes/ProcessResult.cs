namespace Forge.Shared.Processes;

/// <summary>How a program ended, and what it printed, up to the limit that the caller set.</summary>
internal sealed record ProcessResult(int ExitCode, byte[] StandardOutput, byte[] StandardError);
