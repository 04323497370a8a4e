namespace Forge.Pipelines.Webhooks;

/// <summary>What happened to a repository, in the words of the reference. What a sender does not tell is empty.</summary>
internal sealed record WebhookEvent
{
    /// <summary>Gets what happened: <c>PUSH</c>, <c>PULL_REQUEST_CREATED</c> and so on.</summary>
    public required string Event { get; init; }

    /// <summary>Gets what it happened to: <c>branch/NAME</c>, <c>tag/NAME</c> or <c>pr/N</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Gets the version of the source to build.</summary>
    public required string SourceVersion { get; init; }

    /// <summary>Gets the full name of the branch or tag; of a pull request, the branch that it wants to bring in.</summary>
    public required string HeadRef { get; init; }

    /// <summary>Gets the full name of the branch that a pull request wants to go to.</summary>
    public string BaseRef { get; init; } = "";

    /// <summary>Gets the commit that was there before.</summary>
    public string PreviousCommit { get; init; } = "";

    /// <summary>Gets the commit that a merge made.</summary>
    public string MergeCommit { get; init; } = "";

    /// <summary>Gets the id of the account that caused it.</summary>
    public string Actor { get; init; } = "";

    /// <summary>Gets the message of the newest commit.</summary>
    public string CommitMessage { get; init; } = "";

    /// <summary>Gets the paths of the files that changed.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Gets the tag of a release.</summary>
    public string TagName { get; init; } = "";

    /// <summary>Gets the name of a release.</summary>
    public string ReleaseName { get; init; } = "";

    /// <summary>Gets the name of the repository.</summary>
    public string Repository { get; init; } = "";

    /// <summary>Gets the owner of the repository.</summary>
    public string Organization { get; init; } = "";

    /// <summary>Gets what commands see as <c>CODEBUILD_WEBHOOK_name</c>.</summary>
    public IReadOnlyDictionary<string, string> Values => new Dictionary<string, string>
    {
        ["EVENT"] = Event,
        ["TRIGGER"] = Trigger,
        ["HEAD_REF"] = HeadRef,
        ["BASE_REF"] = BaseRef,
        ["PREV_COMMIT"] = PreviousCommit,
        ["MERGE_COMMIT"] = MergeCommit,
        ["ACTOR_ACCOUNT_ID"] = Actor,
    }.Where(value => value.Value.Length > 0).ToDictionary();
}
