namespace Forge.Cli.Output;

/// <summary>A repository or a user, as <c>--json</c> prints it.</summary>
internal sealed record NameReport(string Name, string? Id);
