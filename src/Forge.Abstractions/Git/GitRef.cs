using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Forge.Git;

/// <summary>The full name of a Git ref, such as <c>refs/heads/main</c>.</summary>
/// <remarks>
/// Immutable. Follows the rules of <c>git check-ref-format</c>, and refuses what Git accepts but tools stumble over: a
/// component that starts with a dash, and a branch named <c>HEAD</c> or like a commit id. The default value is not valid.
/// </remarks>
public readonly record struct GitRef
{
    private const string HeadsPrefix = "refs/heads/";
    private const string TagsPrefix = "refs/tags/";
    private const int MaxLength = 256;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" ~^:?*[\\\u007f");

    private readonly string? _name;

    private GitRef(string name) => _name = name;

    /// <summary>Gets the full name.</summary>
    public string Name => _name ?? throw new InvalidOperationException("The default GitRef has no name.");

    /// <summary>Gets a value indicating whether the ref is a branch.</summary>
    public bool IsBranch => Name.StartsWith(HeadsPrefix, StringComparison.Ordinal);

    /// <summary>Gets a value indicating whether the ref is a tag.</summary>
    public bool IsTag => Name.StartsWith(TagsPrefix, StringComparison.Ordinal);

    /// <summary>Gets the name without <c>refs/heads/</c> or <c>refs/tags/</c>; the full name of any other ref.</summary>
    public string ShortName => IsBranch ? Name[HeadsPrefix.Length..] : IsTag ? Name[TagsPrefix.Length..] : Name;

    /// <summary>Makes the ref of a branch.</summary>
    /// <param name="branch">The branch's short name, such as <c>main</c>.</param>
    /// <returns>The ref.</returns>
    /// <exception cref="FormatException">The name is not allowed.</exception>
    public static GitRef ForBranch(string branch) => Parse(HeadsPrefix + branch);

    /// <summary>Reads a full ref name.</summary>
    /// <param name="text">A name that starts with <c>refs/</c>, of at most 256 characters.</param>
    /// <returns>The ref.</returns>
    /// <exception cref="FormatException">The name is not allowed.</exception>
    public static GitRef Parse(string text) =>
        TryParse(text, out var result) ? result : throw new FormatException($"'{text}' is not a ref name: write it in full, as in refs/heads/main, within the rules of git check-ref-format.");

    /// <summary>Reads a full ref name.</summary>
    /// <param name="text">A name that starts with <c>refs/</c>, of at most 256 characters.</param>
    /// <param name="result">The ref.</param>
    /// <returns>Whether <paramref name="text"/> is an allowed name.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out GitRef result)
    {
        result = default;
        if (text is null || text.Length > MaxLength || !text.StartsWith("refs/", StringComparison.Ordinal) || !IsWellFormed(text))
        {
            return false;
        }

        result = new GitRef(text);
        return !result.IsBranch || (result.ShortName != "HEAD" && !CommitId.TryParse(result.ShortName, out _));
    }

    /// <summary>Returns the full name.</summary>
    /// <returns>The full name; empty for the default value.</returns>
    public override string ToString() => _name ?? "";

    private static bool IsWellFormed(string name) =>
        !name.Contains("..", StringComparison.Ordinal)
        && !name.Contains("@{", StringComparison.Ordinal)
        && !name.EndsWith('.')
        && name.AsSpan().IndexOfAny(Forbidden) < 0
        && !name.Any(char.IsControl)
        && name.Split('/').All(IsComponent);

    private static bool IsComponent(string part) =>
        part.Length > 0 && part[0] is not ('.' or '-') && !part.EndsWith(".lock", StringComparison.Ordinal);
}
