namespace Forge.Pipelines.Webhooks;

/// <summary>Reads the payloads of GitHub, and those of Gitea and Forgejo, which are made after them.</summary>
internal static class GitHubReader
{
    /// <summary>Reads a payload.</summary>
    /// <param name="sender">Who sent it, and what it calls the event.</param>
    /// <param name="payload">The payload.</param>
    public static WebhookReading Read(WebhookSender sender, WebhookPayload payload) => sender.Event switch
    {
        "push" => ReadPush(payload),
        "pull_request" or "pull_request_sync" => ReadPullRequest(payload),
        "release" => ReadRelease(sender.Provider, payload),
        "ping" => WebhookReading.Ignored("Pong."),
        _ => WebhookReading.Ignored($"The event '{sender.Event}' starts no builds."),
    };

    private static WebhookReading ReadPush(WebhookPayload payload)
    {
        var commit = payload["after"].Commit;

        // An annotated tag is an object of its own, and the commit is what it leads to.
        var head = payload["head_commit.id"].Commit is { Length: > 0 } led ? led : commit;
        var reference = payload["ref"].Ref;
        return PushReader.Read(reference, payload["deleted"].IsTrue ? "" : commit, trigger => About(payload) with
        {
            Event = "PUSH",
            Trigger = trigger,
            HeadRef = reference!.Value.Name,
            SourceVersion = head,
            PreviousCommit = payload["before"].Commit,
            CommitMessage = payload["head_commit.message"].Text,
            Files = payload["commits"].Files,
        });
    }

    private static WebhookReading ReadPullRequest(WebhookPayload payload)
    {
        var isMerged = payload["pull_request.merged"].IsTrue;
        var action = payload["action"].Text;
        var happened = action switch
        {
            "opened" => "PULL_REQUEST_CREATED",
            "synchronize" or "synchronized" => "PULL_REQUEST_UPDATED",
            "reopened" => "PULL_REQUEST_REOPENED",
            "closed" => isMerged ? "PULL_REQUEST_MERGED" : "PULL_REQUEST_CLOSED",
            _ => null,
        };
        if (happened is null)
        {
            return WebhookReading.Ignored($"'{action}' of a pull request starts no builds.");
        }

        var number = payload["number"].Number;
        if (number.Length == 0 || payload["pull_request.head.ref"].Branch is not { } head || payload["pull_request.base.ref"].Branch is not { } target)
        {
            return WebhookReading.Malformed("The pull request has no number, or no branches.");
        }

        return WebhookReading.Of(About(payload) with
        {
            Event = happened,
            Trigger = $"pr/{number}",
            HeadRef = head.Name,
            BaseRef = target.Name,
            SourceVersion = $"pr/{number}",
            PreviousCommit = payload["before"].Commit,
            MergeCommit = isMerged ? payload["pull_request.merge_commit_sha"].Commit : "",
        });
    }

    private static WebhookReading ReadRelease(WebhookProvider provider, WebhookPayload payload)
    {
        var action = payload["action"].Text;
        var isPrerelease = payload["release.prerelease"].IsTrue;
        var happened = action switch
        {
            "released" => "RELEASED",
            "prereleased" => "PRERELEASED",

            // GitHub says this beside one of the two above, and Gitea says nothing else.
            "published" when provider is WebhookProvider.Gitea => isPrerelease ? "PRERELEASED" : "RELEASED",
            _ => null,
        };
        if (happened is null)
        {
            return WebhookReading.Ignored($"'{action}' of a release starts no builds.");
        }

        return payload["release.tag_name"].Tag is not { } tag
            ? WebhookReading.Malformed("The release has no tag.")
            : WebhookReading.Of(About(payload) with
            {
                Event = happened,
                Trigger = $"tag/{tag.ShortName}",
                HeadRef = tag.Name,
                SourceVersion = tag.Name,
                TagName = tag.ShortName,
                ReleaseName = payload["release.name"].Text,
            });
    }

    private static WebhookEvent About(WebhookPayload payload) => new()
    {
        Event = "",
        Trigger = "",
        HeadRef = "",
        SourceVersion = "",
        Actor = payload["sender.id"].Id,
        Repository = payload["repository.name"].Text,
        Organization = payload["repository.owner.login"].Text,
    };
}
