using System.Text;

namespace Forge.Build.Driving;

/// <summary>Finds the buildspec that a request means.</summary>
internal sealed record BuildSpecSource
{
    private const string DefaultFile = "buildspec.yml";
    private const string InlineLocation = "/codebuild/readonly/buildspec.yml";
    private const string ArnPrefix = "arn:";
    private const int LargestFile = 1024 * 1024;

    /// <summary>Gets the name for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Gets where the log says it is.</summary>
    public required string Location { get; init; }

    /// <summary>Gets the text; empty when it cannot be had.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Gets why it cannot be had; null when it can.</summary>
    public PhaseOutcome? Failure { get; init; }

    /// <summary>Finds the buildspec.</summary>
    /// <param name="buildspec">What the request says: a path, a text, or nothing.</param>
    /// <param name="directory">The source on this machine; null for none.</param>
    /// <param name="sourceDirectory">The source as commands see it.</param>
    public static BuildSpecSource Find(string buildspec, string? directory, string sourceDirectory)
    {
        if (IsInline(buildspec))
        {
            return new BuildSpecSource { Name = "buildspec", Location = InlineLocation, Bytes = Encoding.UTF8.GetBytes(buildspec) };
        }

        var file = buildspec.Length > 0 ? buildspec : DefaultFile;
        var found = new BuildSpecSource { Name = file, Location = $"{sourceDirectory}/{file}" };
        if (directory is null)
        {
            return found.Fail(PhaseOutcome.ClientError, "a build without a source needs an inline buildspec");
        }

        if (buildspec.StartsWith(ArnPrefix, StringComparison.Ordinal))
        {
            return found.Fail(PhaseOutcome.YamlFileError, $"'{buildspec}' names a buildspec in a bucket, which Forge does not fetch; put it into the source or give its text");
        }

        if (Path.IsPathRooted(file) || file.Split('/').Contains("..") || LeadsOut(directory, file))
        {
            return found.Fail(PhaseOutcome.YamlFileError, $"'{file}' leads out of the source; put the buildspec into it");
        }

        var path = Path.Join(directory, file);
        return !File.Exists(path)
            ? found.Fail(PhaseOutcome.YamlFileError, $"stat {found.Location}: no such file or directory")
            : new FileInfo(path).Length > LargestFile
                ? found.Fail(PhaseOutcome.YamlFileError, $"'{file}' is larger than {LargestFile:N0} bytes")
                : found with { Bytes = File.ReadAllBytes(path) };
    }

    private static bool IsInline(string buildspec) =>
        buildspec.Contains('\n', StringComparison.Ordinal)
        || buildspec.TrimStart().StartsWith('{')
        || buildspec.Contains(": ", StringComparison.Ordinal);

    // A repository may hold any link; none may show us files of this machine.
    private static bool LeadsOut(string directory, string file)
    {
        var at = directory;
        foreach (var part in file.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Join(at, part);
            var link = new FileInfo(at);
            if (link.LinkTarget is not null && link.ResolveLinkTarget(returnFinalTarget: true) is { } target
                && !target.FullName.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)) + "/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private BuildSpecSource Fail(string code, string message) => this with { Failure = PhaseOutcome.Failed(code, message) };
}
