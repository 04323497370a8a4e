using System.Globalization;
using System.Text.Json;
using Forge.Git;

namespace Forge.Pipelines.Webhooks;

/// <summary>Looks into a payload. What is not there, or is of another type than it should be, is empty.</summary>
internal readonly struct WebhookPayload(JsonElement element)
{
    private const int LongestId = 100;

    /// <summary>Goes down a path of members.</summary>
    public WebhookPayload this[string path]
    {
        get
        {
            var at = element;
            foreach (var name in path.Split('.'))
            {
                if (at.ValueKind is not JsonValueKind.Object || !at.TryGetProperty(name, out at))
                {
                    return default;
                }
            }

            return new WebhookPayload(at);
        }
    }

    /// <summary>Gets the text or the number, as text.</summary>
    public string Text => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Number => element.GetRawText(),
        _ => "",
    };

    /// <summary>Gets a value indicating whether this is <c>true</c>.</summary>
    public bool IsTrue => element.ValueKind is JsonValueKind.True;

    /// <summary>Gets the entries of a list.</summary>
    public IEnumerable<WebhookPayload> Entries =>
        element.ValueKind is JsonValueKind.Array ? element.EnumerateArray().Select(entry => new WebhookPayload(entry)) : [];

    /// <summary>Gets the commit id; empty when there is none, or nothing but zeros.</summary>
    public string Commit => CommitId.TryParse(Text, out var commit) && Text.AsSpan().ContainsAnyExcept('0') ? commit.ToString() : "";

    /// <summary>Gets the id of an account; empty when it is not one.</summary>
    public string Id => Text is { Length: > 0 and <= LongestId } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? id : "";

    /// <summary>Gets the number of a pull request; empty when it is not a positive number.</summary>
    public string Number => int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number.ToString(CultureInfo.InvariantCulture)
        : "";

    /// <summary>Gets the ref; null when it is not a name that Git allows.</summary>
    public GitRef? Ref => GitRef.TryParse(Text, out var reference) ? reference : null;

    /// <summary>Gets the branch of a short name; null when Git does not allow the name.</summary>
    public GitRef? Branch => GitRef.TryParse($"refs/heads/{Text}", out var reference) ? reference : null;

    /// <summary>Gets the tag of a short name; null when Git does not allow the name.</summary>
    public GitRef? Tag => GitRef.TryParse($"refs/tags/{Text}", out var reference) ? reference : null;

    /// <summary>Gets the files that the commits of a list added, changed or removed, each once.</summary>
    public IReadOnlyList<string> Files =>
        [.. Entries.SelectMany(commit => commit["added"].Entries.Concat(commit["modified"].Entries).Concat(commit["removed"].Entries)).Select(file => file.Text).Where(file => file.Length > 0).Distinct(StringComparer.Ordinal)];
}
