using System.Text.RegularExpressions;

namespace Forge.Git.Checkouts;

/// <summary>What a version of a location may mean. Only what passes here reaches git: nothing like main~3, :/text or @{now} is a version.</summary>
internal sealed partial record SourceVersion
{
    private const int ShortestAbbreviation = 7;

    /// <summary>Gets a value indicating whether the default branch is meant.</summary>
    public bool IsDefault { get; private init; }

    /// <summary>Gets the refs that are meant, the first that exists wins; with a <see cref="Commit"/>, the ref that leads to it.</summary>
    public IReadOnlyList<GitRef> Names { get; private init; } = [];

    /// <summary>Gets the commit that is meant, or null.</summary>
    public CommitId? Commit { get; private init; }

    /// <summary>Gets the first digits of the commit that is meant if no ref has the name, or null.</summary>
    public string? Abbreviation { get; private init; }

    /// <summary>Reads a version.</summary>
    /// <returns>The version; one that means nothing has no names and no commit.</returns>
    public static SourceVersion Parse(string text)
    {
        if (text.Length == 0)
        {
            return new SourceVersion { IsDefault = true };
        }

        if (CommitId.TryParse(text, out var id))
        {
            return new SourceVersion { Commit = id };
        }

        if (RefAndCommit().Match(text) is { Success: true } both)
        {
            return GitRef.TryParse(both.Groups["ref"].Value, out var name)
                ? new SourceVersion { Names = [name], Commit = CommitId.Parse(both.Groups["commit"].Value) }
                : new SourceVersion();
        }

        return new SourceVersion
        {
            Names = [.. Candidates(text).Where(candidate => GitRef.TryParse(candidate, out _)).Select(GitRef.Parse)],
            Abbreviation = text.Length >= ShortestAbbreviation && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null,
        };
    }

    private static string[] Candidates(string text)
    {
        if (text.StartsWith("refs/", StringComparison.Ordinal))
        {
            return [text];
        }

        string[] plain = [$"refs/heads/{text}", $"refs/tags/{text}"];
        return Request().Match(text) is { Success: true } request
            ? [$"refs/pull/{request.Groups["number"].Value}/head", $"refs/merge-requests/{request.Groups["number"].Value}/head", .. plain]
            : plain;
    }

    [GeneratedRegex(@"\A(?<ref>refs/[^\^]+)\^\{(?<commit>[0-9a-fA-F]{40})\}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RefAndCommit();

    [GeneratedRegex(@"\Apr/(?<number>[1-9][0-9]{0,9})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Request();
}
