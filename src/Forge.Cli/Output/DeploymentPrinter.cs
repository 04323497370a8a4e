using Forge.Deploy;

namespace Forge.Cli.Output;

/// <summary>Prints how a deployment stands.</summary>
internal static class DeploymentPrinter
{
    private const int TargetWidth = 12;
    private const int EventWidth = 18;

    /// <summary>Prints it.</summary>
    public static void Print(DeploymentResult deployment, Terminal terminal)
    {
        terminal.Result($"{deployment.DeploymentId}: {deployment.Revision} to {deployment.Group} by {deployment.Creator}, {deployment.CreatedAt:u}: {deployment.Status}");
        string?[] notes =
        [
            deployment.Message,
            deployment.StopRequestedBy is { } who ? $"stop requested by {who}" : null,
            deployment.Bake is { } bake ? $"watched for {bake.Observed:c} of {bake.Duration:c}{(bake.SkippedBy is { } skipped ? $", ended by {skipped}" : "")}" : null,
            deployment.RollbackOf is { } of ? $"rolls back {of}" : null,
            deployment.RollbackDeploymentId is { } rollback ? $"rolled back by {rollback}" : null,
            .. deployment.Gates.Select(gate => $"gate {gate.Id}: {gate.Verdict} {gate.By} {gate.Reason}".TrimEnd()),
        ];
        foreach (var note in notes.Where(note => !string.IsNullOrEmpty(note)))
        {
            terminal.Result($"  {note}");
        }

        foreach (var target in deployment.Targets)
        {
            terminal.Result($"{target.Target,-TargetWidth} {target.Status}");
            foreach (var step in target.Events.Where(step => step.StartedAt is not null))
            {
                var seconds = step.EndedAt is { } end ? $"{(end - step.StartedAt!.Value).TotalSeconds:0.0} s" : "";
                terminal.Result($"  {step.Event,-EventWidth} {step.Status} {seconds} {step.Script} {step.Message}".TrimEnd());
            }
        }
    }
}
