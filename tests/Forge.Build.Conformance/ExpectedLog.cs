using System.Text.RegularExpressions;

namespace Forge.Build.Conformance;

/// <summary>A buildspec and the log that its build must write: a file with both in <c>Logs</c>.</summary>
/// <remarks>In the log, <c>{build}</c> stands for the directory of the build, <c>{id}</c> for its id <c>{executor}</c> for what runs it and <c>{size}</c> for the size of a cache.</remarks>
internal sealed partial record ExpectedLog
{
    private const string Divider = "\n=== log\n";
    private const string SourceDirectory = "CODEBUILD_SRC_DIR=";

    /// <summary>Gets the names of all files.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. typeof(ExpectedLog).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)];

    /// <summary>Gets the buildspec.</summary>
    public required string Buildspec { get; init; }

    /// <summary>Gets the lines of the log.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>Gets a value indicating whether the environment must offer runtimes.</summary>
    public bool NeedsRuntimes => Buildspec.Contains("runtime-versions", StringComparison.Ordinal);

    /// <summary>Reads a file.</summary>
    public static ExpectedLog Read(string name)
    {
        using var reader = new StreamReader(typeof(ExpectedLog).Assembly.GetManifestResourceStream(name)!);
        var parts = reader.ReadToEnd().Split(Divider);
        return new ExpectedLog { Buildspec = parts[0], Lines = parts[1].TrimEnd('\n').Split('\n') };
    }

    /// <summary>Writes what a build has logged as the file has it.</summary>
    public static IReadOnlyList<string> Actual(BuildLogRecorder log, BuildResult result, string executor)
    {
        var directory = Path.GetDirectoryName(log.Notes.First(note => note.StartsWith(SourceDirectory, StringComparison.Ordinal))[SourceDirectory.Length..])!;
        return [.. log.Lines.Select(line => CacheSize().Replace(Time().Replace(line.Text, "[Container] "), "{size}")
            .Replace(directory, "{build}", StringComparison.Ordinal)
            .Replace(result.BuildId, "{id}", StringComparison.Ordinal)
            .Replace($"'{executor}'", "'{executor}'", StringComparison.Ordinal))];
    }

    // Archives of different programs have different sizes.
    [GeneratedRegex(@"(?<=^\[Container\] Saved the cache '[^']*', )[0-9,]+(?= bytes$)")]
    private static partial Regex CacheSize();

    [GeneratedRegex(@"^\[Container\] \d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{6} ")]
    private static partial Regex Time();
}
