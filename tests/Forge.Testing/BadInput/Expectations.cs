using System.Globalization;
using System.Text;
using Xunit;

namespace Forge.Testing.BadInput;

/// <summary>What is said of each input of a folder: the file's name, and below it, indented, the lines.</summary>
/// <param name="path">The file.</param>
public sealed class Expectations(string path)
{
    /// <summary>The name of the file in each folder.</summary>
    public const string FileName = "expected.txt";

    private const string Indent = "    ";

    // Writes the file anew; the tests fail while it is set, so that nobody leaves it set.
    private const string Accept = "FORGE_ACCEPT_BAD_INPUT";

    private static readonly Lock Writing = new();

    /// <summary>Reads the file.</summary>
    /// <returns>The lines of each input, by name.</returns>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Read()
    {
        var read = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        List<string> lines = [];
        foreach (var line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            if (line.StartsWith(Indent, StringComparison.Ordinal))
            {
                lines.Add(line[Indent.Length..]);
            }
            else
            {
                read.Add(line, lines = []);
            }
        }

        return read;
    }

    /// <summary>Compares what was said of an input with what is expected.</summary>
    /// <param name="input">The input's name.</param>
    /// <param name="said">What was said.</param>
    public void Compare(string input, IReadOnlyList<string> said)
    {
        string[] shown = [.. said.SelectMany(line => line.Split('\n')).Select(Show)];
        if (Environment.GetEnvironmentVariable(Accept) is not null)
        {
            Write(input, shown);
            Assert.Fail($"{FileName} was written, because {Accept} is set. Read the difference, and run the tests again without it.");
        }

        Assert.True(Read().TryGetValue(input, out var expected), $"{path} does not say what is expected of {input}: run the test once with {Accept}=1, and read what it writes.");
        Assert.Equal(string.Join('\n', expected!), string.Join('\n', shown));
    }

    private void Write(string input, IReadOnlyList<string> said)
    {
        lock (Writing)
        {
            var all = new SortedDictionary<string, IReadOnlyList<string>>(Read().Where(one => File.Exists(Path.Combine(Path.GetDirectoryName(path)!, one.Key))).ToDictionary(), StringComparer.Ordinal) { [input] = said };
            File.WriteAllText(path, string.Concat(all.Select(one => $"{one.Key}\n{string.Concat(one.Value.Select(line => $"{Indent}{line}\n"))}")));
        }
    }

    // What cannot be seen is written out.
    private static string Show(string line) => string.Concat(line.EnumerateRunes().Select(rune =>
        rune.Value == '\t' ? "\\t"
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark
            ? $"\\u{rune.Value:x4}"
            : rune.ToString()));
}
