namespace Forge.Artifacts.Revisions;

/// <summary>The patterns of the <c>.gitignore</c> files from the root to a directory. Immutable.</summary>
internal sealed class GitIgnoreRules
{
    private const string FileName = ".gitignore";

    private readonly GitIgnoreRules? _above;
    private readonly string _directory;
    private readonly IReadOnlyList<GitIgnorePattern> _patterns;

    private GitIgnoreRules(GitIgnoreRules? above, string directory, IReadOnlyList<GitIgnorePattern> patterns) =>
        (_above, _directory, _patterns) = (above, directory, patterns);

    /// <summary>Gets no patterns at all.</summary>
    public static GitIgnoreRules None { get; } = new(above: null, directory: "", patterns: []);

    /// <summary>Adds the file of a directory, if it has one.</summary>
    /// <param name="fullPath">The directory.</param>
    /// <param name="directory">Its path relative to the root; empty for the root itself.</param>
    public GitIgnoreRules With(string fullPath, string directory)
    {
        var file = Path.Join(fullPath, FileName);
        return File.Exists(file)
            ? new GitIgnoreRules(this, directory, [.. File.ReadAllText(file).Split('\n').Select(GitIgnorePattern.Parse).OfType<GitIgnorePattern>()])
            : this;
    }

    /// <summary>Tells whether a path is ignored, none of whose parents is. The last pattern that fits decides, in the deepest file that has one.</summary>
    public bool IsIgnored(string path, bool isDirectory)
    {
        for (var rules = this; rules is not null; rules = rules._above)
        {
            var relative = rules._directory.Length == 0 ? path : path[(rules._directory.Length + 1)..];
            if (rules._patterns.LastOrDefault(pattern => pattern.IsMatch(relative, isDirectory)) is { } decisive)
            {
                return !decisive.IsNegated;
            }
        }

        return false;
    }
}
