namespace Forge.Pipelines.Webhooks;

/// <summary>Reads the payloads of GitLab.</summary>
internal static class GitLabReader
{
    /// <summary>Reads a payload.</summary>
    public static WebhookReading Read(WebhookPayload payload) => payload["object_kind"].Text switch
    {
        "push" or "tag_push" => ReadPush(payload),
        "merge_request" => ReadMergeRequest(payload),
        "release" => ReadRelease(payload),
        "" => WebhookReading.Malformed("The payload has no object_kind."),
        var kind => WebhookReading.Ignored($"The event '{kind}' starts no builds."),
    };

    private static WebhookReading ReadPush(WebhookPayload payload)
    {
        var commit = payload["after"].Commit;
        var head = payload["checkout_sha"].Commit is { Length: > 0 } led ? led : commit;
        var reference = payload["ref"].Ref;
        return PushReader.Read(reference, commit, trigger => About(payload) with
        {
            Event = "PUSH",
            Trigger = trigger,
            HeadRef = reference!.Value.Name,
            SourceVersion = head,
            PreviousCommit = payload["before"].Commit,
            Actor = payload["user_id"].Id,
            CommitMessage = payload["commits"].Entries.FirstOrDefault(entry => entry["id"].Commit == head)["message"].Text,
            Files = payload["commits"].Files,
        });
    }

    private static WebhookReading ReadMergeRequest(WebhookPayload payload)
    {
        var request = payload["object_attributes"];
        var action = request["action"].Text;
        var happened = action switch
        {
            "open" => "PULL_REQUEST_CREATED",

            // Without the old commit it was only the title, a label or the like.
            "update" when request["oldrev"].Commit.Length > 0 => "PULL_REQUEST_UPDATED",
            "reopen" => "PULL_REQUEST_REOPENED",
            "merge" => "PULL_REQUEST_MERGED",
            "close" => "PULL_REQUEST_CLOSED",
            _ => null,
        };
        if (happened is null)
        {
            return WebhookReading.Ignored($"'{action}' of a merge request starts no builds unless it brings commits.");
        }

        var number = request["iid"].Number;
        if (number.Length == 0 || request["source_branch"].Branch is not { } head || request["target_branch"].Branch is not { } target)
        {
            return WebhookReading.Malformed("The merge request has no number, or no branches.");
        }

        return WebhookReading.Of(About(payload) with
        {
            Event = happened,
            Trigger = $"pr/{number}",
            HeadRef = head.Name,
            BaseRef = target.Name,
            SourceVersion = $"pr/{number}",
            PreviousCommit = request["oldrev"].Commit,
            MergeCommit = request["merge_commit_sha"].Commit,
            Actor = payload["user.id"].Id,
            CommitMessage = request["last_commit.message"].Text,
        });
    }

    private static WebhookReading ReadRelease(WebhookPayload payload)
    {
        var action = payload["action"].Text;
        if (action is not ("create" or "update"))
        {
            return WebhookReading.Ignored($"'{action}' of a release starts no builds.");
        }

        return payload["tag"].Tag is not { } tag
            ? WebhookReading.Malformed("The release has no tag.")
            : WebhookReading.Of(About(payload) with
            {
                Event = "RELEASED",
                Trigger = $"tag/{tag.ShortName}",
                HeadRef = tag.Name,
                SourceVersion = tag.Name,
                TagName = tag.ShortName,
                ReleaseName = payload["name"].Text,
                CommitMessage = payload["commit.message"].Text,
            });
    }

    private static WebhookEvent About(WebhookPayload payload)
    {
        var path = payload["project.path_with_namespace"].Text;
        var slash = path.LastIndexOf('/');
        return new WebhookEvent
        {
            Event = "",
            Trigger = "",
            HeadRef = "",
            SourceVersion = "",
            Repository = path[(slash + 1)..],
            Organization = slash > 0 ? path[..slash] : "",
        };
    }
}
