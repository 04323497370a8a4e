using Forge.Git;

namespace Forge.Build.Driving;

/// <summary>Decides which builds a badge is about, and what it says.</summary>
internal static class BadgePlanner
{
    private const string PullRequest = "pr/";

    /// <summary>Tells whether a build is one of a branch or tag. Whoever opens a pull request cannot choose what a badge shows.</summary>
    /// <param name="state">The build.</param>
    /// <param name="reference">The branch or tag; null for any.</param>
    public static bool IsOf(BuildState state, GitRef? reference)
    {
        var webhook = state.Definition.Webhook;
        var version = state.Definition.Source.Version ?? "";
        if (webhook.GetValueOrDefault("TRIGGER", version).StartsWith(PullRequest, StringComparison.Ordinal))
        {
            return false;
        }

        return reference is not { } wanted
            || state.Result.Revision?.Ref == wanted
            || webhook.GetValueOrDefault("HEAD_REF") == wanted.Name
            || version == wanted.Name
            || version.StartsWith($"{wanted.Name}^", StringComparison.Ordinal)
            || (state.Result.Revision is null && version == wanted.ShortName);
    }

    /// <summary>Says it in the words of a badge.</summary>
    public static BuildBadgeStatus StatusOf(BuildStatus status) => status switch
    {
        BuildStatus.InProgress => BuildBadgeStatus.InProgress,
        BuildStatus.Succeeded => BuildBadgeStatus.Passing,
        _ => BuildBadgeStatus.Failing,
    };
}
