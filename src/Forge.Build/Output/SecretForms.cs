using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Forge.Build.Output;

/// <summary>Writes a value as the tools do that print it.</summary>
internal static class SecretForms
{
    private const int BitsPerByte = 8;
    private const int BitsPerBase64Digit = 6;
    private const int Base64Alignments = 3;
    private const string Unreserved = "-._~";
    private const string AlsoUnreservedInScripts = "!'()*";

    /// <summary>Writes a value in JSON, XML, C and the shell's quotes.</summary>
    public static IEnumerable<string> Escaped(string text) =>
    [
        JavaScriptEncoder.Default.Encode(text),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text),
        Escape(text, JsonEscape),
        Escape(text, c => c == '/' ? @"\/" : JsonEscape(c)),
        Escape(text, c => c > '~' ? JsonCode(c) : JsonEscape(c)),
        Escape(text, c => XmlEscape(c, quote: "\"", apostrophe: "'")),
        Escape(text, c => XmlEscape(c, quote: "&quot;", apostrophe: "'")),
        Escape(text, c => XmlEscape(c, quote: "&quot;", apostrophe: "&apos;")),
        Escape(text, c => XmlEscape(c, quote: "&quot;", apostrophe: "&#39;")),
        Escape(text, c => XmlEscape(c, quote: "&#34;", apostrophe: "&#39;")),
        Escape(text, c => CEscape(c, '"')),
        Escape(text, c => CEscape(c, '\'')),
        EscapeBytes(text, value => $"\\{Convert.ToString(value, 8).PadLeft(3, '0')}"),
        EscapeBytes(text, value => $"\\x{value:x2}"),
        text.Replace("'", @"'\''", StringComparison.Ordinal),
        text.Replace("'", "'\"'\"'", StringComparison.Ordinal),
        Escape(text, c => c is '"' or '\\' or '$' or '`' ? $"\\{c}" : null),
        Escape(text, c => char.IsAsciiLetterOrDigit(c) || c > '~' || "%+,-./:=@_\n".Contains(c, StringComparison.Ordinal) ? null : $"\\{c}"),
    ];

    /// <summary>Writes a value as part of a URL: with escapes in upper and lower case, and a blank as <c>%20</c> and <c>+</c>.</summary>
    public static IEnumerable<string> PercentEncoded(byte[] bytes)
    {
        foreach (var unreserved in (string[])[Unreserved, Unreserved + AlsoUnreservedInScripts])
        {
            foreach (var format in (string[])["X2", "x2"])
            {
                var encoded = PercentEncode(bytes, unreserved, format);
                yield return encoded;
                yield return encoded.Replace("%20", "+", StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Writes the digits of base64 and base64url that the value alone decides, after zero, one and two bytes of something else.</summary>
    public static IEnumerable<byte[]> Base64(byte[] bytes)
    {
        for (var alignment = 0; alignment < Base64Alignments; alignment++)
        {
            var digits = Base64At(bytes, alignment);
            yield return digits;
            yield return [.. digits.Select(digit => digit switch { (byte)'+' => (byte)'-', (byte)'/' => (byte)'_', _ => digit })];
        }
    }

    private static byte[] Base64At(byte[] bytes, int alignment)
    {
        var shifted = new byte[alignment + bytes.Length];
        bytes.CopyTo(shifted, alignment);
        var encoded = new byte[System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(shifted.Length)];
        System.Buffers.Text.Base64.EncodeToUtf8(shifted, encoded, out _, out _);
        var from = ((alignment * BitsPerByte) + BitsPerBase64Digit - 1) / BitsPerBase64Digit;
        var to = shifted.Length * BitsPerByte / BitsPerBase64Digit;
        return to > from ? encoded[from..to] : [];
    }

    private static string PercentEncode(byte[] bytes, string unreserved, string format)
    {
        var encoded = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || unreserved.Contains((char)value, StringComparison.Ordinal))
            {
                encoded.Append((char)value);
            }
            else
            {
                encoded.Append('%').Append(value.ToString(format, CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    private static string Escape(string text, Func<char, string?> escape)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (escape(c) is { } replacement)
            {
                escaped.Append(replacement);
            }
            else
            {
                escaped.Append(c);
            }
        }

        return escaped.ToString();
    }

    // As C, Git and ls write what is not printable ASCII, byte by byte.
    private static string EscapeBytes(string text, Func<byte, string> write)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            escaped.Append(value > '~' ? write(value) : CEscape((char)value, '"') ?? (value < ' ' ? write(value) : ((char)value).ToString()));
        }

        return escaped.ToString();
    }

    private static string? JsonEscape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        '\b' => @"\b",
        '\f' => @"\f",
        < ' ' => JsonCode(c),
        _ => null,
    };

    private static string JsonCode(char c) => $"\\u{(int)c:x4}";

    private static string? XmlEscape(char c, string quote, string apostrophe) => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => quote,
        '\'' => apostrophe,
        _ => null,
    };

    private static string? CEscape(char c, char quote) => c switch
    {
        '\\' => @"\\",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        '\b' => @"\b",
        '\f' => @"\f",
        '\v' => @"\v",
        '\a' => @"\a",
        _ when c == quote => $"\\{c}",
        _ => null,
    };
}
