namespace Forge.Cli.Output;

/// <summary>A copy between stores, as <c>--json</c> prints it.</summary>
internal sealed record CopyReport(int Copied, long Bytes, int Present, IReadOnlyList<string> Failures);
