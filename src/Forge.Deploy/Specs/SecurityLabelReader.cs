using System.Globalization;
using System.Text.RegularExpressions;
using Forge.Shared.Text;
using Forge.Shared.Yaml;

namespace Forge.Deploy.Specs;

/// <summary>Reads <c>context</c> in an entry of <c>permissions</c>.</summary>
internal static partial class SecurityLabelReader
{
    private const int LargestCategory = 1023;

    private static readonly string[] Keys = ["name", "type", "range"];

    /// <summary>Reads a context, or null when there is none or it has an error.</summary>
    public static SecurityLabel? Read(YamlNode? node, ProblemList problems)
    {
        if (node is null or YamlScalar { IsNull: true })
        {
            return null;
        }

        if (node is not YamlMap map)
        {
            problems.Error(node, $"'context' must be a map with 'type', not {node.Kind}.");
            return null;
        }

        Check(map, problems);
        var (user, type, range) = (Word(map, "name", problems), Word(map, "type", problems), Word(map, "range", problems));
        if (type.Length == 0)
        {
            problems.Error(map, "A 'context' lacks its 'type': name the SELinux type, such as httpd_sys_content_t.");
            return null;
        }

        if (range.Length > 0 && WhyNoRange(range) is { } why)
        {
            problems.Error(map.Find("range")!, $"The range {Quotation.Of(range)} {why}.");
        }

        return new SecurityLabel(user, type, range);
    }

    private static void Check(YamlMap map, ProblemList problems)
    {
        foreach (var key in map.Entries.Select(entry => entry.Key))
        {
            if (key.Text is "user")
            {
                problems.Warn(key, "'user' in a 'context' is ignored, as by the reference, whatever its documentation says: write 'name'.");
            }
            else if (key.Text is "role")
            {
                problems.Error(key, "A 'context' has no role: remove it.");
            }
        }

        problems.WarnOfUnknownKeys(map, "a 'context'", [.. Keys, "user", "role"]);
    }

    private static string Word(YamlMap map, string key, ProblemList problems)
    {
        var text = problems.Text(map, key)?.Trim() ?? "";
        if (text.Length > 0 && !WordForm().IsMatch(text))
        {
            problems.Error(map.Find(key)!, $"The {key} {Quotation.Of(text)} of a 'context' cannot be one of SELinux: use letters, digits and . , : _ -");
        }

        return text;
    }

    private static string? WhyNoRange(string range)
    {
        if (RangeForm().Match(range) is not { Success: true } match)
        {
            return "cannot be read: write it as s0, s0-s3 or s0:c0.c12,c15";
        }

        if (match.Groups["high"].Success && Number(match.Groups["low"].Value) > Number(match.Groups["high"].Value))
        {
            return "ends below its beginning: write the lower one first";
        }

        var seen = new HashSet<int>();
        foreach (var categories in match.Groups["categories"].Captures.Select(capture => capture.Value.Split('.').Select(name => Number(name[1..])).ToList()))
        {
            if (categories[0] > categories[^1] || categories[^1] > LargestCategory)
            {
                return $"has categories that are not in order or above c{LargestCategory}: write the lower one first, as in c0.c12";
            }

            if (Enumerable.Range(categories[0], categories[^1] - categories[0] + 1).Any(category => !seen.Add(category)))
            {
                return "names a category twice: remove one";
            }
        }

        return null;
    }

    // The form allows few digits, so every number fits.
    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[A-Za-z0-9_.,:\-]+$")]
    private static partial Regex WordForm();

    [GeneratedRegex(@"^s(?<low>\d{1,4})(-s(?<high>\d{1,4}))?(:(?<categories>c\d{1,4}(\.c\d{1,4})?)(,(?<categories>c\d{1,4}(\.c\d{1,4})?))*)?$")]
    private static partial Regex RangeForm();
}
