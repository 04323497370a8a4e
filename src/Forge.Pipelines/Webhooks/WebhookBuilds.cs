using Forge.Build;
using Microsoft.Extensions.Logging;

namespace Forge.Pipelines.Webhooks;

/// <summary>Starts the build that an event of a repository asks for, if the project wants it.</summary>
internal sealed partial class WebhookBuilds(BuildEngine builds, BuildBatchEngine batches, ILogger<WebhookBuilds> logger)
{
    private const string VariablePrefix = "CODEBUILD_WEBHOOK_";

    /// <summary>Starts it.</summary>
    /// <param name="project">The project; it has a webhook.</param>
    /// <param name="happened">What happened.</param>
    /// <param name="buildId">The id that the build gets.</param>
    /// <param name="initiator">Who asks.</param>
    /// <param name="cancellationToken">Cancels the start; whether the build was recorded is then unknown.</param>
    public async Task<WebhookResult> StartAsync(BuildProject project, WebhookEvent happened, string buildId, string initiator, CancellationToken cancellationToken)
    {
        var webhook = project.Webhook!;
        if (!WebhookFilters.Matches(webhook.FilterGroups, happened))
        {
            return Ignored($"No filter group of project '{project.Name}' is met by {happened.Event} of {happened.Trigger}.");
        }

        try
        {
            await (webhook.BuildType is BuildWebhookBuildType.Batch
                ? batches.StartAsync(ToBatch(project, happened, buildId, initiator), cancellationToken) as Task
                : builds.StartAsync(ToBuild(project, happened, buildId, initiator), cancellationToken)).ConfigureAwait(false);
        }
        catch (BuildRefusedException e)
        {
            Log.Refused(logger, project.Name, happened.Event, happened.Trigger);
            return new WebhookResult { Status = WebhookStatus.Refused, Message = e.Message };
        }
        catch (ArgumentException e)
        {
            // The project cannot be built: its executor is gone, its source has no versions. Sending again does not help.
            Log.CannotStart(logger, project.Name, e.Message);
            return Ignored(e.Message);
        }

        Log.Started(logger, buildId, project.Name, happened.Event, happened.Trigger);
        return new WebhookResult { Status = WebhookStatus.Started, Message = $"Build '{buildId}' of project '{project.Name}' was started.", BuildId = buildId };
    }

    private static BuildRequest ToBuild(BuildProject project, WebhookEvent happened, string buildId, string initiator) => new()
    {
        Project = project.Name,
        BuildId = buildId,
        SourceVersion = happened.SourceVersion,
        Initiator = initiator,
        Webhook = happened.Values,
    };

    private static BuildBatchRequest ToBatch(BuildProject project, WebhookEvent happened, string batchId, string initiator) => new()
    {
        Project = project.Name,
        BatchId = batchId,
        SourceVersion = happened.SourceVersion,
        Initiator = initiator,
        Environment = happened.Values.ToDictionary(value => VariablePrefix + value.Key, value => value.Value),
    };

    private static WebhookResult Ignored(string message) => new() { Status = WebhookStatus.Ignored, Message = message };

    private static partial class Log
    {
        [LoggerMessage(4020, LogLevel.Information, "Build {Build} of {Project} was started by {Event} of {Trigger}.")]
        public static partial void Started(ILogger logger, string build, string project, string @event, string trigger);

        [LoggerMessage(4024, LogLevel.Warning, "{Project} is not built for {Event} of {Trigger}: too many of its builds run or wait.")]
        public static partial void Refused(ILogger logger, string project, string @event, string trigger);

        [LoggerMessage(4021, LogLevel.Error, "An event that {Project} waits for cannot start a build: {Reason}")]
        public static partial void CannotStart(ILogger logger, string project, string reason);
    }
}
