using System.Text;

namespace Forge.Shared.Archives;

/// <summary>Refuses names that mislead a reader, or that are another file, or two files in one, on another system.</summary>
internal sealed class PortableNames
{
    private const char FirstMark = '\u0300';
    private const char LastMark = '\u036F';
    private const char Composed = '\uFFFD';

    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(n => (string[])[$"COM{n}", $"LPT{n}"])], StringComparer.OrdinalIgnoreCase);

    // A host without the tables of Unicode gets every text back as it is.
    private static readonly bool CanCompose = "e\u0301".Normalize(NormalizationForm.FormC).Length == 1;

    private readonly Dictionary<string, string> _byCase = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _whole = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _marked = new(StringComparer.Ordinal);

    /// <summary>Checks the path of an entry or of a directory above one, once or more.</summary>
    /// <exception cref="ArchiveException">The name is refused.</exception>
    public void Check(string path)
    {
        var upper = path.ToUpperInvariant();
        if (!_byCase.TryAdd(upper, path))
        {
            if (_byCase[upper] == path)
            {
                return;
            }

            throw ArchiveException.For(path, $"differs from '{_byCase[upper]}' only in case, and both are one file on some systems");
        }

        var name = path[(path.LastIndexOf('/') + 1)..];
        if (name[^1] is '.' or ' ')
        {
            throw ArchiveException.For(path, "ends with a dot or a blank, which Windows drops");
        }

        if (Devices.Contains(name.Split('.', 2)[0].TrimEnd(' ')))
        {
            throw ArchiveException.For(path, "has the name of a device of Windows");
        }

        if (name.AsSpan().ContainsAnyInRange('\u202A', '\u202E') || name.AsSpan().ContainsAnyInRange('\u2066', '\u2069'))
        {
            throw ArchiveException.For(path, "has a character in its name that turns the direction of text");
        }

        if (!Ascii.IsValid(path))
        {
            CheckComposition(path);
        }
    }

    // One spelling with marks and one without are told apart only by systems that compose no characters.
    private void CheckComposition(string path)
    {
        var hasMarks = path.AsSpan().ContainsAnyInRange(FirstMark, LastMark);
        var key = CanCompose ? path.Normalize(NormalizationForm.FormC) : Skeleton(path);
        (hasMarks ? _marked : _whole).TryAdd(key, path);
        if (_marked.TryGetValue(key, out var marked) && _whole.TryGetValue(key, out var whole))
        {
            throw ArchiveException.For(path, $"is composed differently from '{(hasMarks ? whole : marked)}', and both are one file on some systems");
        }
    }

    // Any letter may be the one that a letter and its marks compose to.
    private static string Skeleton(string path)
    {
        var skeleton = new StringBuilder(path.Length);
        foreach (var c in path)
        {
            if (c is >= FirstMark and <= LastMark && skeleton.Length > 0)
            {
                skeleton[^1] = Composed;
            }
            else
            {
                skeleton.Append(char.IsAscii(c) ? c : Composed);
            }
        }

        return skeleton.ToString();
    }
}
