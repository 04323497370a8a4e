namespace Forge.Cli.Output;

/// <summary>A pushed revision, as <c>--json</c> prints it.</summary>
internal sealed record PushReport(string Key, string Sha256, long Size, long StoredBytes, string? Version, int Files, string Next);
