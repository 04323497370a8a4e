using Forge.Deploy;

namespace Forge.Cli.Output;

/// <summary>Prints a deployment's steps as they come.</summary>
internal sealed class ProgressPrinter(Terminal terminal)
{
    private const int TargetWidth = 12;
    private const int EventWidth = 18;

    /// <summary>Prints one step.</summary>
    public void Print(DeploymentProgress progress) =>
        terminal.Say($"{progress.At:HH:mm:ss} {progress.Target,-TargetWidth} {progress.Event,-EventWidth} {progress.Status} {progress.Text}".TrimEnd());

    /// <summary>Prints every step of a deployment until it has ended.</summary>
    public async Task<DeploymentResult> FollowAsync(DeploymentEngine deployments, string deploymentId, CancellationToken cancellationToken)
    {
        await foreach (var progress in deployments.FollowAsync(deploymentId, cancellationToken).ConfigureAwait(false))
        {
            Print(progress);
        }

        return await deployments.WaitAsync(deploymentId, cancellationToken).ConfigureAwait(false);
    }
}
