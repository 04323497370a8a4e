using Forge.Artifacts.Copying;

namespace Forge.Cli.Output;

/// <summary>Prints each artifact of a copy as it comes.</summary>
internal sealed class CopyPrinter(Terminal terminal) : IProgress<ArtifactCopyOutcome>
{
    /// <inheritdoc/>
    public void Report(ArtifactCopyOutcome value)
    {
        if (value.Failure is { } failure)
        {
            terminal.Problem(failure);
        }
        else if (value.IsCopied)
        {
            terminal.Say($"{value.Artifact.Key}, {value.Artifact.Size} bytes");
        }
    }
}
