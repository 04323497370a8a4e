using System.Text.RegularExpressions;
using Forge.Build;

namespace Forge.Pipelines.Webhooks;

/// <summary>Decides whether an event starts a build.</summary>
internal static class WebhookFilters
{
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);

    // What the reference does when nobody says anything.
    private static readonly string[] UsualEvents = ["PUSH", "PULL_REQUEST_CREATED", "PULL_REQUEST_UPDATED", "PULL_REQUEST_REOPENED"];

    /// <summary>Tells whether one of the groups has nothing but conditions that are met.</summary>
    public static bool Matches(IReadOnlyList<BuildWebhookFilterGroup> groups, WebhookEvent happened) => groups.Count == 0
        ? UsualEvents.Contains(happened.Event)
        : groups.Any(group => group.Filters.Any(filter => filter.Type is BuildWebhookFilterType.Event) && group.Filters.All(filter => IsMet(filter, happened)));

    /// <summary>Tells whether a decision needs what a type of filter looks at.</summary>
    public static bool LookAt(IReadOnlyList<BuildWebhookFilterGroup> groups, BuildWebhookFilterType type) =>
        groups.Any(group => group.Filters.Any(filter => filter.Type == type));

    // A pattern that cannot be decided in time starts nothing, whichever way round it is meant.
    private static bool IsMet(BuildWebhookFilter filter, WebhookEvent happened)
    {
        if (filter.Type is BuildWebhookFilterType.Event)
        {
            return filter.Pattern.Split(',', StringSplitOptions.TrimEntries).Contains(happened.Event, StringComparer.Ordinal) != filter.ExcludeMatchedPattern;
        }

        try
        {
            var pattern = Compile(filter.Pattern);
            return Values(filter.Type, happened).Any(value => value.Length > 0 && pattern.IsMatch(value)) != filter.ExcludeMatchedPattern;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    // Without backtracking no pattern is slow. Those that need it get a second.
    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, LongestMatch);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, LongestMatch);
        }
    }

    private static IEnumerable<string> Values(BuildWebhookFilterType type, WebhookEvent happened) => type switch
    {
        BuildWebhookFilterType.ActorAccountId => [happened.Actor],
        BuildWebhookFilterType.HeadRef => [happened.HeadRef],
        BuildWebhookFilterType.BaseRef => [happened.BaseRef],
        BuildWebhookFilterType.FilePath => happened.Files,
        BuildWebhookFilterType.CommitMessage => [happened.CommitMessage],
        BuildWebhookFilterType.TagName => [happened.TagName],
        BuildWebhookFilterType.ReleaseName => [happened.ReleaseName],
        BuildWebhookFilterType.RepositoryName => [happened.Repository],
        BuildWebhookFilterType.OrganizationName => [happened.Organization],
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such type of filter."),
    };
}
