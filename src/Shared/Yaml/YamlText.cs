using System.Buffers;
using System.Text;

namespace Forge.Shared.Yaml;

/// <summary>Turns the bytes of a spec file into text, and names the causes that a YAML parser would report misleadingly.</summary>
internal static class YamlText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The control characters that YAML does not allow in a file.
    private static readonly SearchValues<char> Forbidden =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (char)i).Except(['\t', '\n', '\r']), '\u007F']);

    /// <summary>Decodes strict UTF-8, with or without a byte order mark.</summary>
    /// <exception cref="YamlException">The file is too large, is not UTF-8, or holds a control character.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, YamlLimits limits)
    {
        if (bytes.Length > limits.Bytes)
        {
            throw new YamlException($"the file has {bytes.Length:N0} bytes; the most is {limits.Bytes:N0}: move long parts into files of their own", 1, 1);
        }

        var body = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        try
        {
            var text = Strict.GetString(body);
            var control = text.AsSpan().IndexOfAny(Forbidden);
            return control < 0 ? text : throw At(text[..control], $"the file holds the control character U+{(int)text[control]:X4}; write it as text, in UTF-8");
        }
        catch (DecoderFallbackException e)
        {
            throw At(Encoding.UTF8.GetString(body[..e.Index]), $"byte {bytes.Length - body.Length + e.Index}, 0x{body[e.Index]:X2}, is not UTF-8; save the file as UTF-8");
        }
    }

    /// <summary>Looks for a mistake that turns the whole file into one text.</summary>
    /// <exception cref="YamlException">The first line lacks its colon.</exception>
    public static void CheckFirstLine(string text)
    {
        var first = text.AsSpan(0, text.AsSpan().IndexOfAny("\r\n") is >= 0 and var end ? end : text.Length);
        if (first.StartsWith("version") && first.Length > 7 && first[7] is ' ' or '\t' && !first.Contains(':'))
        {
            throw new YamlException("'version' lacks its colon: write 'version: ' and the number", 1, 8);
        }
    }

    private static YamlException At(string before, string message) =>
        new(message, before.AsSpan().Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
}
