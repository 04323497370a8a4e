using System.Text;
using System.Text.RegularExpressions;

namespace Forge.Build.Packaging;

/// <summary>A pattern for files: <c>*</c> and <c>?</c> stay within one name, <c>**</c> crosses directories and also stands for none.</summary>
internal sealed class ArtifactGlob
{
    private const string AnyDirectories = "**/";

    private readonly Regex _expression;

    /// <summary>Initializes a new instance of the <see cref="ArtifactGlob"/> class.</summary>
    /// <param name="pattern">The pattern; any text is one.</param>
    public ArtifactGlob(string pattern)
    {
        Pattern = pattern;
        _expression = new Regex(ToExpression(Trim(pattern)), RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }

    /// <summary>Gets the pattern as written.</summary>
    public string Pattern { get; }

    /// <summary>Gets a value indicating whether the pattern leads out of the directory it is relative to.</summary>
    public bool LeadsOut => Pattern.StartsWith('/') || Pattern.Split('/').Contains("..");

    /// <summary>Says whether a path fits.</summary>
    /// <param name="path">A relative path with <c>/</c> between its parts.</param>
    public bool IsMatch(string path) => _expression.IsMatch(path);

    private static string Trim(string pattern)
    {
        while (pattern.StartsWith("./", StringComparison.Ordinal))
        {
            pattern = pattern[2..].TrimStart('/');
        }

        return pattern.TrimEnd('/');
    }

    private static string ToExpression(string pattern)
    {
        var expression = new StringBuilder(@"\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            var isAtName = i == 0 || pattern[i - 1] == '/';
            if (isAtName && pattern.AsSpan(i).StartsWith(AnyDirectories, StringComparison.Ordinal))
            {
                expression.Append("(?:[^/]+/)*");
                i += AnyDirectories.Length - 1;
            }
            else if (pattern[i] == '*' && i + 1 < pattern.Length && pattern[i + 1] == '*')
            {
                expression.Append(".*");
                i++;
            }
            else
            {
                expression.Append(pattern[i] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    var c => Regex.Escape(c.ToString()),
                });
            }
        }

        return expression.Append(@"\z").ToString();
    }
}
