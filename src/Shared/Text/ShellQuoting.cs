using System.Text;

namespace Forge.Shared.Text;

/// <summary>The one place where text becomes a word of a POSIX shell.</summary>
internal static class ShellQuoting
{
    /// <summary>Quotes a word, so that a shell reads back exactly these characters.</summary>
    /// <exception cref="ArgumentException">The word holds a NUL, which no shell can carry.</exception>
    public static string Quote(string word) =>
        word.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException("A word for a shell cannot hold a NUL character.", nameof(word))
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>Quotes an argument list as one command line.</summary>
    public static string Join(IEnumerable<string> words) =>
        new StringBuilder().AppendJoin(' ', words.Select(Quote)).ToString();
}
