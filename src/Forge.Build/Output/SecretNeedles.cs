using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Forge.Build.Output;

/// <summary>The byte strings that give a secret away: the value itself and the forms in which tools print it.</summary>
internal static class SecretNeedles
{
    /// <summary>The shortest byte string that is masked. Anything shorter would tear every line apart.</summary>
    public const int ShortestNeedle = 4;

    private const int ShortestLine = 8;
    private const int BitsPerByte = 8;
    private const int BitsPerBase64Digit = 6;
    private const int Base64Alignments = 3;

    /// <summary>Lists the needles of a value; none when the value is too short to be masked.</summary>
    public static IReadOnlyCollection<byte[]> Of(SecretValue value)
    {
        var text = value.Reveal();
        var needles = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var form in Values(text))
        {
            var bytes = Encoding.UTF8.GetBytes(form);
            if (bytes.Length < ShortestNeedle)
            {
                continue;
            }

            Add(bytes);
            Add(Encoding.UTF8.GetBytes(JsonEncodedText.Encode(form).ToString()));
            Add(Encoding.UTF8.GetBytes(JsonEncodedText.Encode(form, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString()));
            Add(Encoding.UTF8.GetBytes(form.Replace("'", @"'\''", StringComparison.Ordinal)));
            Add(Encoding.UTF8.GetBytes(EscapeInDoubleQuotes(form)));
            AddPercentEncoded(Uri.EscapeDataString(form));
            Add(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)));
            Add(Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)));
            for (var alignment = 0; alignment < Base64Alignments; alignment++)
            {
                AddBase64(bytes, alignment);
            }
        }

        return needles.Values;

        void Add(byte[] needle)
        {
            if (needle.Length >= ShortestNeedle)
            {
                needles.TryAdd(Convert.ToHexString(needle), needle);
            }
        }

        void AddPercentEncoded(string encoded)
        {
            Add(Encoding.ASCII.GetBytes(encoded));
            Add(Encoding.ASCII.GetBytes(LowerEscapes(encoded)));
            Add(Encoding.ASCII.GetBytes(encoded.Replace("%20", "+", StringComparison.Ordinal)));
        }

        void AddBase64(byte[] bytes, int alignment)
        {
            var encoded = Base64At(bytes, alignment);
            Add(encoded);
            Add([.. encoded.Select(digit => digit switch { (byte)'+' => (byte)'-', (byte)'/' => (byte)'_', _ => digit })]);
        }
    }

    // The value, the value without blanks around it, and every line that says something.
    private static IEnumerable<string> Values(string text)
    {
        yield return text;
        yield return text.Trim();
        if (text.Contains('\n', StringComparison.Ordinal))
        {
            foreach (var line in text.Split('\n').Select(line => line.Trim()))
            {
                if (Encoding.UTF8.GetByteCount(line) >= ShortestLine && !line.StartsWith("-----", StringComparison.Ordinal))
                {
                    yield return line;
                }
            }
        }
    }

    private static string EscapeInDoubleQuotes(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '"' or '\\' or '$' or '`')
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static string LowerEscapes(string encoded)
    {
        var lower = encoded.ToCharArray();
        for (var i = 0; i + 2 < lower.Length; i++)
        {
            if (lower[i] == '%')
            {
                lower[i + 1] = char.ToLowerInvariant(lower[i + 1]);
                lower[i + 2] = char.ToLowerInvariant(lower[i + 2]);
            }
        }

        return new string(lower);
    }

    // The digits that the value alone decides, when `alignment` bytes of something else come before it.
    private static byte[] Base64At(byte[] bytes, int alignment)
    {
        var shifted = new byte[alignment + bytes.Length];
        bytes.CopyTo(shifted, alignment);
        var encoded = new byte[Base64.GetMaxEncodedToUtf8Length(shifted.Length)];
        Base64.EncodeToUtf8(shifted, encoded, out _, out _);
        var from = ((alignment * BitsPerByte) + BitsPerBase64Digit - 1) / BitsPerBase64Digit;
        var to = shifted.Length * BitsPerByte / BitsPerBase64Digit;
        return to > from ? encoded[from..to] : [];
    }
}
