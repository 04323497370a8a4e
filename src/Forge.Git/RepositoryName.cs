using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Forge.Git;

/// <summary>The name of a hosted repository.</summary>
/// <remarks>
/// Immutable. 1 to 100 ASCII letters, digits, dots, underscores and dashes. It begins with a letter, a digit or an underscore, does not
/// end in a dot, <c>.git</c> or <c>.lock</c>, and is no device name such as <c>CON</c>. Compared ordinally; a host never has two names
/// that differ only by case. The default value is not valid.
/// </remarks>
public readonly partial record struct RepositoryName
{
    private static readonly string[] RefusedEndings = [".", ".git", ".lock"];

    private readonly string? _value;

    private RepositoryName(string value) => _value = value;

    /// <summary>Reads a name.</summary>
    /// <param name="text">The name, without <c>.git</c>.</param>
    /// <returns>The name.</returns>
    /// <exception cref="FormatException">The name breaks a rule.</exception>
    public static RepositoryName Parse(string text) =>
        TryParse(text, out var name)
            ? name
            : throw new FormatException(
                $"'{text}' is not a repository name: use 1 to 100 letters, digits, dots, underscores and dashes, beginning with a letter, digit or underscore, and not ending in '.', '.git' or '.lock'. Device names such as 'CON' are reserved.");

    /// <summary>Reads a name.</summary>
    /// <param name="text">The name, without <c>.git</c>.</param>
    /// <param name="name">The name.</param>
    /// <returns>Whether <paramref name="text"/> is a name.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out RepositoryName name)
    {
        name = default;
        if (text is null || !Shape().IsMatch(text) || Array.Exists(RefusedEndings, e => text.EndsWith(e, StringComparison.OrdinalIgnoreCase)) || DeviceName().IsMatch(text))
        {
            return false;
        }

        name = new RepositoryName(text);
        return true;
    }

    /// <summary>Returns the name.</summary>
    /// <returns>The name; empty for the default value.</returns>
    public override string ToString() => _value ?? "";

    // \z and not $: $ also matches before a last line feed.
    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex(@"\A(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DeviceName();
}
