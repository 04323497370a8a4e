using System.Globalization;

namespace Forge.Build.Output;

/// <summary>A part of a stored log: a file, named by the sequence of its first line.</summary>
/// <param name="First">The sequence of the first line.</param>
/// <param name="Path">The file.</param>
internal sealed record LogChunk(long First, string Path)
{
    private const string Extension = ".log";
    private const int Digits = 12;

    /// <summary>Names the chunk that begins with a line.</summary>
    public static LogChunk At(string directory, long first) => new(first, System.IO.Path.Combine(directory, $"{Number(first)}{Extension}"));

    /// <summary>Lists the chunks that nothing is added to any more, oldest first. One that begins after the last line has none, and is the one that is written on.</summary>
    /// <param name="directory">The directory of the log.</param>
    /// <param name="lines">How many lines the log has.</param>
    public static IEnumerable<LogChunk> ListWhole(string directory, long lines) => List(directory).Where(chunk => chunk.First <= lines);

    /// <summary>Lists the chunks in a directory in their order; none when there is no directory.</summary>
    public static IReadOnlyList<LogChunk> List(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory, $"*{Extension}")
                .Select(path => TryParse(System.IO.Path.GetFileNameWithoutExtension(path)) is { } first ? new LogChunk(first, path) : null)
                .OfType<LogChunk>()
                .OrderBy(chunk => chunk.First)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Writes a sequence in the form that sorts.</summary>
    public static string Number(long first) => first.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');

    /// <summary>Reads a sequence back.</summary>
    public static long? TryParse(string number) =>
        number.Length >= Digits && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : null;
}
