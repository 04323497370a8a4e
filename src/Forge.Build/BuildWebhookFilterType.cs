namespace Forge.Build;

/// <summary>What of an event a <see cref="BuildWebhookFilter"/> looks at.</summary>
public enum BuildWebhookFilterType
{
    /// <summary>What happened. The pattern is a list divided by commas: <c>PUSH, PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED, PULL_REQUEST_REOPENED,
    /// PULL_REQUEST_MERGED, PULL_REQUEST_CLOSED, RELEASED, PRERELEASED</c>. Every group needs one.</summary>
    Event,

    /// <summary>The id of the account that caused it.</summary>
    ActorAccountId,

    /// <summary>The full name of the branch or tag, as in <c>refs/heads/main</c>; of a pull request, the branch that it wants to bring in.</summary>
    HeadRef,

    /// <summary>The full name of the branch that a pull request wants to go to. Other events have none.</summary>
    BaseRef,

    /// <summary>The paths of the files that a push changed: one that matches is enough. Only pushes tell them.</summary>
    FilePath,

    /// <summary>The message of the newest commit.</summary>
    CommitMessage,

    /// <summary>The tag of a release.</summary>
    TagName,

    /// <summary>The name of a release.</summary>
    ReleaseName,

    /// <summary>The name of the repository, without its owner.</summary>
    RepositoryName,

    /// <summary>The owner of the repository: an organization, a group, a user.</summary>
    OrganizationName,
}
