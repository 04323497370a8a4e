using System.Text.RegularExpressions;

namespace Forge.Build.Planning;

/// <summary>What the webhook of a project may say. Every rule that is broken is a sentence.</summary>
internal static class WebhookRules
{
    private const int LongestPattern = 2000;

    private static readonly string[] Events =
    [
        "PUSH", "PULL_REQUEST_CREATED", "PULL_REQUEST_UPDATED", "PULL_REQUEST_REOPENED", "PULL_REQUEST_MERGED", "PULL_REQUEST_CLOSED", "RELEASED", "PRERELEASED",
    ];

    /// <summary>Finds what is wrong with the webhook of a project.</summary>
    public static IEnumerable<string> Problems(BuildProject project)
    {
        if (project.Webhook is not { } webhook)
        {
            yield break;
        }

        for (var i = 0; i < webhook.FilterGroups.Count; i++)
        {
            var place = $"Filter group {i + 1} of the webhook of project '{project.Name}'";
            var filters = webhook.FilterGroups[i].Filters;
            if (!filters.Any(filter => filter.Type is BuildWebhookFilterType.Event))
            {
                yield return $"{place} has no filter of type EVENT. Add one: PUSH, say.";
            }

            foreach (var problem in filters.Select(filter => Problem(place, filter)).OfType<string>())
            {
                yield return problem;
            }
        }
    }

    private static string? Problem(string place, BuildWebhookFilter filter)
    {
        if (!Enum.IsDefined(filter.Type))
        {
            return $"{place} has a filter of the unknown type {filter.Type}.";
        }

        if (filter.Pattern.Length is 0 or > LongestPattern)
        {
            return $"{place} has a pattern of {filter.Pattern.Length} characters for {filter.Type}; use 1 to {LongestPattern}.";
        }

        if (filter.Type is BuildWebhookFilterType.Event)
        {
            var unknown = filter.Pattern.Split(',', StringSplitOptions.TrimEntries).Except(Events).ToList();
            return unknown.Count > 0 ? $"{place} names the unknown event '{unknown[0]}'. There are: {string.Join(", ", Events)}." : null;
        }

        try
        {
            _ = new Regex(filter.Pattern, RegexOptions.CultureInvariant);
            return null;
        }
        catch (ArgumentException e)
        {
            return $"{place} has the pattern '{filter.Pattern}' for {filter.Type}, which is not a regular expression: {e.Message}";
        }
    }
}
