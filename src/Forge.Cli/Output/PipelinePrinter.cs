using Forge.Build;
using Forge.Deploy;
using Forge.Pipelines;

namespace Forge.Cli.Output;

/// <summary>Prints what pipelines do as they do it.</summary>
internal sealed class PipelinePrinter(Terminal terminal) : IPipelineOutput
{
    private readonly ProgressPrinter _progress = new(terminal);

    /// <inheritdoc/>
    public void OnBuildLog(string runId, BuildLogLine line) => terminal.Say(line.Text);

    /// <inheritdoc/>
    public void OnDeployment(string runId, DeploymentProgress progress) => _progress.Print(progress);

    /// <inheritdoc/>
    public void OnEnded(PipelineRunResult result) =>
        terminal.Say($"Run {result.RunId} {result.Status.ToString().ToUpperInvariant()}: {result.Message}");
}
