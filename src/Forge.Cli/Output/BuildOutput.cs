namespace Forge.Cli.Output;

/// <summary>Where the result of a build is written, and how.</summary>
/// <param name="Terminal">Where.</param>
/// <param name="IsJson">Whether a JSON object is wanted beside what people read.</param>
internal sealed record BuildOutput(Terminal Terminal, bool IsJson);
