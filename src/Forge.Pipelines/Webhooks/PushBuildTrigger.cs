using Forge.Build;
using Forge.Git;
using Forge.Pipelines.Events;

namespace Forge.Pipelines.Webhooks;

/// <summary>Starts builds for pushes to the repositories of this host, by the same filter groups as webhooks. A push that is delivered twice starts nothing twice.</summary>
internal sealed class PushBuildTrigger(BuildProjects projects, WebhookBuilds builds, GitRepositories? repositories = null) : IForgeEventSink
{
    private const string HostedProvider = "forge-git";

    public async Task HandleAsync(ForgeEvent forgeEvent, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (forgeEvent.Type != PushEvent.EventType)
        {
            return;
        }

        var push = PushEvent.Parse(forgeEvent.Data);
        if (Read(push).Event is not { } happened)
        {
            return;
        }

        var followers = projects.List().Where(project => Follows(project, push)).ToList();
        if (followers.Exists(project => LooksAtChange(project.Webhook!)))
        {
            happened = await WithChangeAsync(push, happened, cancellationToken).ConfigureAwait(false);
        }

        foreach (var project in followers)
        {
            await builds.StartAsync(
                project, happened, DerivedBuildId.Of("push", project.Name, forgeEvent.Id), $"forge-git/{push.User}", cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool Follows(BuildProject project, PushEvent push) =>
        project.Webhook is not null && project.Source is { Provider: HostedProvider, Location: { } location } && location.Repository == push.Repository;

    private static bool LooksAtChange(BuildWebhook webhook) =>
        WebhookFilters.LookAt(webhook.FilterGroups, BuildWebhookFilterType.FilePath) || WebhookFilters.LookAt(webhook.FilterGroups, BuildWebhookFilterType.CommitMessage);

    private static WebhookReading Read(PushEvent push)
    {
        GitRef? reference = GitRef.TryParse(push.Ref, out var parsed) ? parsed : null;
        return PushReader.Read(reference, push.HasCommit ? push.NewCommit : "", trigger => new WebhookEvent
        {
            Event = "PUSH",
            Trigger = trigger,
            HeadRef = push.Ref,
            SourceVersion = push.NewCommit,
            PreviousCommit = push.OldCommit.AsSpan().ContainsAnyExcept('0') ? push.OldCommit : "",
            Actor = push.User,
            Repository = push.Repository,
        });
    }

    private async Task<WebhookEvent> WithChangeAsync(PushEvent push, WebhookEvent happened, CancellationToken cancellationToken)
    {
        if (repositories is null || !RepositoryName.TryParse(push.Repository, out var name) || !CommitId.TryParse(push.NewCommit, out var after))
        {
            return happened;
        }

        CommitId? before = CommitId.TryParse(happened.PreviousCommit, out var previous) ? previous : null;
        return await repositories.ReadChangeAsync(name, before, after, cancellationToken).ConfigureAwait(false) is { } change
            ? happened with { CommitMessage = change.Message, Files = change.Files }
            : happened;
    }
}
