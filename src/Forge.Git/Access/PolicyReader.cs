using System.Text.Json;
using System.Text.RegularExpressions;

namespace Forge.Git.Access;

/// <summary>Reads a policy document. What it does not know it refuses: a condition that were ignored would allow too much.</summary>
internal static partial class PolicyReader
{
    private const int MaxLength = 64 * 1024;
    private const int MaxStatements = 100;
    private const string ReferencesKey = "codecommit:References";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Reads the statements.</summary>
    /// <exception cref="FormatException">The document breaks a rule; the message says which and where.</exception>
    public static IReadOnlyList<PolicyStatement> Read(string json)
    {
        if (json.Length > MaxLength)
        {
            throw Refuse("document", $"longer than {MaxLength} characters");
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return ReadDocument(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"The policy is not JSON: {e.Message}", e);
        }
    }

    private static List<PolicyStatement> ReadDocument(JsonElement document)
    {
        RequireMembers(document, "document", "Version", "Id", "Statement");
        if (!document.TryGetProperty("Statement", out var statements))
        {
            throw Refuse("document", "without 'Statement'");
        }

        if (document.TryGetProperty("Version", out var version) && (version.ValueKind is not JsonValueKind.String || version.GetString() is not "2012-10-17"))
        {
            throw Refuse("Version", "not \"2012-10-17\"");
        }

        var elements = statements.ValueKind is JsonValueKind.Array ? [.. statements.EnumerateArray()] : new[] { statements };
        return elements.Length > MaxStatements
            ? throw Refuse("Statement", $"longer than {MaxStatements} statements")
            : [.. elements.Select((element, index) => ReadStatement(element, $"Statement[{index}]"))];
    }

    private static PolicyStatement ReadStatement(JsonElement statement, string place)
    {
        RequireMembers(statement, place, "Sid", "Effect", "Action", "Resource", "Condition");
        return new PolicyStatement
        {
            Id = statement.TryGetProperty("Sid", out var sid) ? ReadText(sid, $"{place}.Sid") : place,
            Effect = ReadEffect(statement, $"{place}.Effect"),
            Actions = [.. ReadTexts(statement, "Action", place).Select(a => ReadAction(a, $"{place}.Action"))],
            Resources = [.. ReadTexts(statement, "Resource", place).Select(r => ReadResource(r, $"{place}.Resource"))],
            References = statement.TryGetProperty("Condition", out var condition) ? ReadCondition(condition, $"{place}.Condition") : [],
        };
    }

    private static PolicyEffect ReadEffect(JsonElement statement, string place) =>
        statement.TryGetProperty("Effect", out var effect) && effect.ValueKind is JsonValueKind.String
            ? effect.GetString() switch
            {
                "Allow" => PolicyEffect.Allow,
                "Deny" => PolicyEffect.Deny,
                _ => throw Refuse(place, "neither \"Allow\" nor \"Deny\""),
            }
            : throw Refuse(place, "missing or no text");

    private static Wildcard ReadAction(string text, string place)
    {
        var wildcard = new Wildcard(text, IgnoresCase: true);
        return GitActionNames.All.Any(wildcard.IsMatch)
            ? wildcard
            : throw Refuse(place, $"'{text}', which is none of {string.Join(", ", GitActionNames.All)}");
    }

    // The last part of an ARN is the repository's name: documents written for CodeCommit keep working.
    private static Wildcard ReadResource(string text, string place) =>
        Resource().Match(text) is { Success: true } match
            ? new Wildcard(match.Groups["name"].Value)
            : throw Refuse(place, $"'{text}', which is no repository name with wildcards");

    private static List<IReadOnlyList<Wildcard>> ReadCondition(JsonElement condition, string place)
    {
        RequireMembers(condition, place, "StringEquals", "StringLike", "StringEqualsIfExists", "StringLikeIfExists", "Null");
        var references = new List<IReadOnlyList<Wildcard>>();
        Wildcard anyKnown = new("*");
        foreach (var test in condition.EnumerateObject())
        {
            RequireMembers(test.Value, $"{place}.{test.Name}", ReferencesKey);
            var values = ReadTexts(test.Value, ReferencesKey, $"{place}.{test.Name}");
            if (test.Name is "Null" && values is not ["false"])
            {
                throw Refuse($"{place}.Null", "not \"false\"");
            }

            var isLiteral = test.Name.StartsWith("StringEquals", StringComparison.Ordinal);
            references.Add(test.Name is "Null" ? [anyKnown] : [.. values.Select(v => new Wildcard(v, isLiteral))]);
        }

        return references;
    }

    private static List<string> ReadTexts(JsonElement parent, string member, string place)
    {
        if (!parent.TryGetProperty(member, out var value))
        {
            throw Refuse(place, $"without '{member}'");
        }

        var elements = value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value };
        return [.. elements.Select(e => ReadText(e, $"{place}.{member}"))];
    }

    private static string ReadText(JsonElement element, string place) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.False => "false",
        _ => throw Refuse(place, "not text"),
    };

    private static void RequireMembers(JsonElement element, string place, params string[] allowed)
    {
        if (element.ValueKind is not JsonValueKind.Object)
        {
            throw Refuse(place, "no object");
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!allowed.Contains(member.Name, StringComparer.Ordinal))
            {
                throw Refuse(place, $"with '{member.Name}', but may only hold {string.Join(", ", allowed)}");
            }
        }
    }

    private static FormatException Refuse(string place, string what) => new($"The policy is refused: {place} is {what}.");

    [GeneratedRegex(@"\A(?:arn:[A-Za-z0-9-]*:codecommit:[^:]*:[^:]*:)?(?<name>[A-Za-z0-9._*?-]{1,100})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Resource();
}
