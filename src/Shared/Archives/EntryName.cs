using System.Text;

namespace Forge.Shared.Archives;

/// <summary>Turns the name of an entry, as stored, into a path that stays below the root.</summary>
internal static class EntryName
{
    private const int MaxPathBytes = 4096;
    private const int MaxSegmentBytes = 255;
    private const int MaxDepth = 128;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a name.</summary>
    /// <exception cref="ArchiveException">The bytes are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw ArchiveException.For(Encoding.Latin1.GetString(bytes), "has a name that is not UTF-8");
        }
    }

    /// <summary>Checks a name and drops what means nothing: <c>./</c>, doubled slashes and a slash at the end.</summary>
    /// <returns>The path; empty for the root itself.</returns>
    /// <exception cref="ArchiveException">The name breaks a rule.</exception>
    public static string Normalize(string name)
    {
        if (name.Length == 0)
        {
            throw ArchiveException.For(name, "has an empty name");
        }

        if (name.Any(char.IsControl))
        {
            throw ArchiveException.For(name, "has a control character in its name");
        }

        if (name.Contains('\\', StringComparison.Ordinal))
        {
            throw ArchiveException.For(name, "has a backslash in its name");
        }

        if (name[0] == '/')
        {
            throw ArchiveException.For(name, "has an absolute name");
        }

        var segments = name.Split('/').Where(segment => segment is not ("" or ".")).ToArray();
        if (segments.Contains(".."))
        {
            throw ArchiveException.For(name, "leads out of the archive with '..'");
        }

        if (Strict.GetByteCount(name) > MaxPathBytes || segments.Any(segment => Strict.GetByteCount(segment) > MaxSegmentBytes))
        {
            throw ArchiveException.For(name, $"has a name longer than {MaxPathBytes} bytes, or a part longer than {MaxSegmentBytes}");
        }

        if (segments.Length > MaxDepth)
        {
            throw ArchiveException.For(name, $"lies deeper than {MaxDepth} directories");
        }

        return string.Join('/', segments);
    }

    /// <summary>Checks a link's target as text; where it leads is judged when all entries are known.</summary>
    /// <exception cref="ArchiveException">The target breaks a rule.</exception>
    public static string CheckTarget(string path, string target) =>
        target.Length is 0 or > MaxPathBytes || target.Any(char.IsControl)
            ? throw ArchiveException.For(path, "is a link whose target is empty, too long or holds a control character")
            : target;
}
