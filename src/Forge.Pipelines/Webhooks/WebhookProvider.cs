namespace Forge.Pipelines.Webhooks;

/// <summary>Whose words an event comes in.</summary>
internal enum WebhookProvider
{
    /// <summary>GitHub, hosted or one's own.</summary>
    GitHub,

    /// <summary>GitLab, hosted or one's own.</summary>
    GitLab,

    /// <summary>Gitea and Forgejo.</summary>
    Gitea,

    /// <summary>A push to a repository of this host.</summary>
    Forge,
}
