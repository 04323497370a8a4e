using System.Text;

namespace Forge.Shared.Yaml;

/// <summary>Turns the bytes of a spec file into text, and names the causes that a YAML parser would report misleadingly.</summary>
internal static class YamlText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes strict UTF-8, with or without a byte order mark.</summary>
    /// <exception cref="YamlException">The file is too large, is not UTF-8, or holds a NUL.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, YamlLimits limits)
    {
        if (bytes.Length > limits.Bytes)
        {
            throw new YamlException($"the file has {bytes.Length:N0} bytes; the most is {limits.Bytes:N0}", 1, 1);
        }

        var body = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        try
        {
            var text = Strict.GetString(body);
            var nul = text.IndexOf('\0', StringComparison.Ordinal);
            return nul < 0 ? text : throw At(text, nul, "the file holds a NUL character; write it as UTF-8 text");
        }
        catch (DecoderFallbackException e)
        {
            throw new YamlException($"byte {e.Index} is not UTF-8; save the file as UTF-8", 1, 1);
        }
    }

    /// <summary>Looks for mistakes that YAML reports at another place, or not at all.</summary>
    /// <exception cref="YamlException">A line is indented with a tab, or the first line lacks its colon.</exception>
    public static void CheckLines(string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indent = line[..^line.TrimStart(" \t").Length];
            var tab = indent.IndexOf('\t');
            if (tab >= 0 && indent.Length < line.Length && line[indent.Length] != '#')
            {
                throw new YamlException($"found character that cannot start any token at line {number}: indent with spaces, not with a tab", number, tab + 1);
            }

            if (number == 1 && line.StartsWith("version", StringComparison.Ordinal) && line.Length > 7 && line[7] is ' ' or '\t' && !line.Contains(':'))
            {
                throw new YamlException("'version' lacks its colon: write 'version: ' and the number", 1, 8);
            }
        }
    }

    private static YamlException At(string text, int index, string message)
    {
        var before = text.AsSpan(0, index);
        var line = before.Count('\n') + 1;
        return new YamlException(message, line, index - before.LastIndexOf('\n'));
    }
}
