using System.Text;
using System.Text.RegularExpressions;

namespace Forge.Artifacts.Revisions;

/// <summary>One line of a <c>.gitignore</c>, as Git reads it.</summary>
internal sealed class GitIgnorePattern
{
    private readonly Regex? _expression;
    private readonly bool _isForDirectories;
    private readonly bool _isForNames;

    private GitIgnorePattern(string pattern, bool isNegated)
    {
        IsNegated = isNegated;
        _isForDirectories = pattern.EndsWith('/') && pattern.Length > 1;
        var body = _isForDirectories ? pattern[..^1] : pattern;
        _isForNames = !body.Contains('/', StringComparison.Ordinal);
        var expression = ToExpression(body.StartsWith('/') ? body[1..] : body, _isForNames);
        _expression = expression is null ? null : new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }

    /// <summary>Gets a value indicating whether what fits is not ignored after all.</summary>
    public bool IsNegated { get; }

    /// <summary>Reads a line.</summary>
    /// <returns>The pattern; null for a comment or an empty line.</returns>
    public static GitIgnorePattern? Parse(string line)
    {
        var pattern = TrimEnd(line);
        if (pattern.Length == 0 || pattern[0] == '#')
        {
            return null;
        }

        var isNegated = pattern[0] == '!';
        return pattern.Length == 1 && isNegated ? null : new GitIgnorePattern(isNegated ? pattern[1..] : pattern, isNegated);
    }

    /// <summary>Tells whether a path fits.</summary>
    /// <param name="path">The path, relative to the directory of the file with the pattern.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    public bool IsMatch(string path, bool isDirectory) =>
        _expression is not null
        && (isDirectory || !_isForDirectories)
        && _expression.IsMatch(_isForNames ? path[(path.LastIndexOf('/') + 1)..] : path);

    // Spaces at the end count only behind a backslash.
    private static string TrimEnd(string line)
    {
        var end = line.Length;
        while (end > 0 && line[end - 1] == ' ' && (end < 2 || line[end - 2] != '\\'))
        {
            end--;
        }

        return line[..end];
    }

    // Null for a pattern that never fits, such as one with a bracket that is not closed.
    private static string? ToExpression(string pattern, bool isForNames)
    {
        var expression = new StringBuilder(@"\A");
        var i = 0;
        while (i < pattern.Length)
        {
            var rest = pattern.AsSpan(i);
            var isAtName = i == 0 || pattern[i - 1] == '/';
            switch (pattern[i])
            {
                case '*' when !isForNames && isAtName && rest.StartsWith("**/"):
                    expression.Append("(?:.*/)?");
                    i += 3;
                    break;
                case '*' when !isForNames && isAtName && rest is "**":
                    expression.Append(".+");
                    i += 2;
                    break;
                case '*':
                    expression.Append("[^/]*");
                    i++;
                    break;
                case '?':
                    expression.Append("[^/]");
                    i++;
                    break;
                case '[':
                    var length = AppendBracket(expression, rest);
                    if (length == 0)
                    {
                        return null;
                    }

                    i += length;
                    break;
                case '\\' when rest.Length == 1:
                    return null;
                default:
                    i += pattern[i] == '\\' ? 1 : 0;
                    expression.Append(Regex.Escape(pattern[i].ToString()));
                    i++;
                    break;
            }
        }

        return expression.Append(@"\z").ToString();
    }

    /// <summary>Translates a bracket.</summary>
    /// <returns>Its length; 0 when it is not closed.</returns>
    private static int AppendBracket(StringBuilder expression, ReadOnlySpan<char> pattern)
    {
        var set = new StringBuilder();
        var isNegated = pattern.Length > 1 && pattern[1] is '!' or '^';
        var first = isNegated ? 2 : 1;
        for (var i = first; i < pattern.Length; i++)
        {
            if (pattern[i] == ']' && i > first)
            {
                // Neither kind of bracket fits a slash.
                expression.Append(isNegated ? $"[^/{set}]" : $"(?:[{set}-[/]])");
                return i + 1;
            }

            if (pattern[i..].StartsWith("[:") && pattern[i..].IndexOf(":]") is > 0 and var end)
            {
                if (ClassOf(pattern[(i + 2)..(i + end)]) is not { } known)
                {
                    return 0;
                }

                set.Append(known);
                i += end + 1;
                continue;
            }

            if (pattern[i] == '\\' && ++i == pattern.Length)
            {
                return 0;
            }

            var isRange = pattern[i] == '-' && i > first && i + 1 < pattern.Length && pattern[i + 1] != ']';
            set.Append(isRange ? "-" : $@"\u{(int)pattern[i]:x4}");
        }

        return 0;
    }

    private static string? ClassOf(ReadOnlySpan<char> name) => name switch
    {
        "alnum" => "a-zA-Z0-9",
        "alpha" => "a-zA-Z",
        "blank" => @" \t",
        "cntrl" => @"\x00-\x1f\x7f",
        "digit" => "0-9",
        "graph" => @"\x21-\x7e",
        "lower" => "a-z",
        "print" => @"\x20-\x7e",
        "punct" => @"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
        "space" => @"\s",
        "upper" => "A-Z",
        "xdigit" => "0-9a-fA-F",
        _ => null,
    };
}
