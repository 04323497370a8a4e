using System.Text.Json;
using Forge.Pipelines.Webhooks;

namespace Forge.Pipelines.Tests.Webhooks;

/// <summary>What the senders send, cut down to what matters, and with some that does not.</summary>
internal static class Payloads
{
    public const string GitHubPush = """
        {"ref":"refs/heads/main","before":"1111111111111111111111111111111111111111","after":"2222222222222222222222222222222222222222","deleted":false,
         "head_commit":{"id":"2222222222222222222222222222222222222222","message":"Add tea"},
         "commits":[{"added":["src/a.cs"],"modified":["docs/b.md"],"removed":[]},{"added":[],"modified":["docs/b.md"],"removed":["c.txt"]}],
         "repository":{"name":"shop","full_name":"acme/shop","owner":{"login":"acme"}},"sender":{"id":4711,"login":"alice"}}
        """;

    public const string GitHubPullRequest = """
        {"action":"opened","number":12,"before":"1111111111111111111111111111111111111111",
         "pull_request":{"merged":false,"merge_commit_sha":"3333333333333333333333333333333333333333","head":{"ref":"feature/x","sha":"2222222222222222222222222222222222222222"},"base":{"ref":"main"}},
         "repository":{"name":"shop","owner":{"login":"acme"}},"sender":{"id":4711}}
        """;

    public const string GitHubRelease = """
        {"action":"released","release":{"tag_name":"v1.2","name":"Spring","prerelease":false,"draft":false},"repository":{"name":"shop","owner":{"login":"acme"}},"sender":{"id":4711}}
        """;

    public const string GitLabPush = """
        {"object_kind":"push","ref":"refs/heads/main","before":"1111111111111111111111111111111111111111","after":"2222222222222222222222222222222222222222",
         "checkout_sha":"2222222222222222222222222222222222222222","user_id":4,"project":{"path_with_namespace":"acme/web/shop"},
         "commits":[{"id":"1111111111111111111111111111111111111112","message":"Old","added":["a"],"modified":[],"removed":[]},
                    {"id":"2222222222222222222222222222222222222222","message":"Add tea","added":[],"modified":["b"],"removed":["a"]}]}
        """;

    public const string GitLabMergeRequest = """
        {"object_kind":"merge_request","user":{"id":4},"project":{"path_with_namespace":"acme/shop"},
         "object_attributes":{"action":"open","iid":12,"source_branch":"feature/x","target_branch":"main","oldrev":"1111111111111111111111111111111111111111",
                              "merge_commit_sha":null,"last_commit":{"id":"2222222222222222222222222222222222222222","message":"Add tea"}}}
        """;

    public const string GitLabRelease = """
        {"object_kind":"release","action":"create","tag":"v1.2","name":"Spring","commit":{"id":"2222222222222222222222222222222222222222","message":"Add tea"},"project":{"path_with_namespace":"acme/shop"}}
        """;

    public static WebhookReading ReadGitHub(string name, string json, WebhookProvider provider = WebhookProvider.GitHub)
    {
        using var document = JsonDocument.Parse(json);
        return GitHubReader.Read(new WebhookSender { Provider = provider, Event = name, Delivery = "d-1", Initiator = "i" }, new WebhookPayload(document.RootElement));
    }

    public static WebhookReading ReadGitLab(string json)
    {
        using var document = JsonDocument.Parse(json);
        return GitLabReader.Read(new WebhookPayload(document.RootElement));
    }
}
