using Forge.Build;

namespace Forge.Cli.Output;

/// <summary>Prints a build's log as it comes.</summary>
internal sealed class LogPrinter(Terminal terminal) : IProgress<BuildLogLine>
{
    /// <inheritdoc/>
    public void Report(BuildLogLine value) => terminal.Say(value.Text);
}
