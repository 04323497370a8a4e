using Forge.Artifacts;
using Forge.Build;
using Forge.Deploy;
using Forge.Git;

namespace Forge.Pipelines.Runs;

/// <summary>Does what a run decided: builds and deploys. Every call may be repeated after a crash.</summary>
internal sealed class PipelineEffects(BuildEngine builds, DeploymentEngine deployments, IEnumerable<IPipelineOutput> outputs)
{
    private const string SourceProvider = "forge-git";
    private const int MessageLines = 2;

    private readonly IPipelineOutput[] _outputs = [.. outputs];

    public async Task<PipelineEvent> FinishBuildAsync(
        PipelineRunState state, PipelineOptions pipeline, string buildId, CancellationToken cancellationToken)
    {
        // The build goes on when this host stops, and is found here again under its id.
        await builds.StartAsync(ToRequest(state, pipeline, buildId), cancellationToken).ConfigureAwait(false);
        await foreach (var line in builds.ReadLogAsync(buildId, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            Array.ForEach(_outputs, output => output.OnBuildLog(state.RunId, line));
        }

        var result = await builds.WaitAsync(buildId, cancellationToken).ConfigureAwait(false);
        var failed = result.Phases.FirstOrDefault(phase => phase.Message.Length > 0);
        var message = failed is null ? "" : $"{failed.Phase}: {failed.StatusCode} {failed.Message}";
        return new PipelineEvent.BuildEnded(buildId, result.Status.ToString(), result.Artifact?.Key.Value, message);
    }

    public async Task<PipelineEvent> FinishDeploymentAsync(
        PipelineRunState state, PipelineOptions pipeline, PipelineAction.FinishDeployment deployment, CancellationToken cancellationToken)
    {
        var request = new DeploymentRequest
        {
            Group = pipeline.DeploymentGroup,
            Revision = ArtifactKey.Parse(deployment.Artifact),
            DeploymentId = deployment.DeploymentId,
            Description = $"{state.Repository} at {state.Commit}",
        };
        try
        {
            var id = await deployments.CreateAsync(request, cancellationToken).ConfigureAwait(false);
            var result = await FollowAsync(state.RunId, id, cancellationToken).ConfigureAwait(false);
            if (result.RollbackDeploymentId is { } rollback)
            {
                await FollowAsync(state.RunId, rollback, cancellationToken).ConfigureAwait(false);
            }

            return new PipelineEvent.DeploymentEnded(id, result.Status.ToString(), Beginning(result.Message));
        }
        catch (Exception e) when (e is SpecException or DeploymentRefusedException { Failure: not DeploymentFailure.ResourceLimitExceeded })
        {
            return new PipelineEvent.DeploymentEnded(deployment.DeploymentId, nameof(DeploymentStatus.Failed), e.Message);
        }
    }

    public void Ended(PipelineRunResult result) => Array.ForEach(_outputs, output => output.OnEnded(result));

    // The deployment's result has the script's log as well.
    private static string Beginning(string message) => string.Join(' ', message.Split('\n').Take(MessageLines));

    private async Task<DeploymentResult> FollowAsync(string runId, string deploymentId, CancellationToken cancellationToken)
    {
        await foreach (var progress in deployments.FollowAsync(deploymentId, cancellationToken).ConfigureAwait(false))
        {
            Array.ForEach(_outputs, output => output.OnDeployment(runId, progress));
        }

        return await deployments.WaitAsync(deploymentId, cancellationToken).ConfigureAwait(false);
    }

    private static BuildRequest ToRequest(PipelineRunState state, PipelineOptions pipeline, string buildId) => new()
    {
        Project = pipeline.Name,
        BuildId = buildId,
        Source = BuildSource.FromRevision(SourceProvider, new SourceRevision
        {
            Repository = state.Repository,
            Commit = CommitId.Parse(state.Commit),
            Ref = GitRef.Parse(state.Ref),
        }),
        Buildspec = pipeline.Buildspec,
        Executor = pipeline.Executor,
        Image = pipeline.Image,
        Environment = pipeline.Environment.AsReadOnly(),
        Initiator = "pipeline/" + pipeline.Name,
    };
}
