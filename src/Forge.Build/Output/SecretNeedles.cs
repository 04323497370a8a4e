using System.Text;

namespace Forge.Build.Output;

/// <summary>The byte strings that give a secret away: the value itself and the forms in which tools print it.</summary>
internal sealed class SecretNeedles
{
    /// <summary>The shortest byte string that is masked. Anything shorter would tear every line apart.</summary>
    public const int ShortestNeedle = 4;

    /// <summary>The largest value that is searched in all forms. Of a larger one, as no variable can hold it, only the value and its lines are.</summary>
    private const int LargestEncodedValue = 64 * 1024;

    private const int ShortestLine = 8;
    private const int ShortestTolerantNeedle = 8;
    private const string Armour = "-----";

    private readonly Dictionary<string, byte[]> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _tolerant = new(StringComparer.Ordinal);

    private SecretNeedles()
    {
    }

    /// <summary>Gets what is masked where it stands byte for byte.</summary>
    public IReadOnlyCollection<byte[]> Exact => _exact.Values;

    /// <summary>Gets what is masked with any white space in it; it holds none itself.</summary>
    public IReadOnlyCollection<byte[]> Tolerant => _tolerant.Values;

    /// <summary>Gets a value indicating whether the value cannot be masked.</summary>
    public bool IsEmpty => _exact.Count == 0;

    /// <summary>Lists the needles of a value; none when it is too short to be masked, or is all blanks.</summary>
    public static SecretNeedles Of(SecretValue value)
    {
        var text = value.Reveal();
        var needles = new SecretNeedles();
        if (!string.IsNullOrWhiteSpace(text) && Encoding.UTF8.GetByteCount(text) >= ShortestNeedle)
        {
            needles.AddValue(text);
        }

        return needles;
    }

    private void AddValue(string text)
    {
        var isLarge = Encoding.UTF8.GetByteCount(text) > LargestEncodedValue;
        foreach (var form in Values(text))
        {
            if (isLarge)
            {
                AddExact(Encoding.UTF8.GetBytes(form));
            }
            else
            {
                AddForms(form);
            }
        }

        if (text.Contains('\n', StringComparison.Ordinal))
        {
            AddTolerant([.. Encoding.UTF8.GetBytes(text).Where(value => !NeedleFilter.IsBlank(value))]);
        }
    }

    private void AddForms(string form)
    {
        var bytes = Encoding.UTF8.GetBytes(form);
        if (bytes.Length < ShortestNeedle)
        {
            return;
        }

        AddExact(bytes);
        AddExact(Encoding.Unicode.GetBytes(form));
        AddExact(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)));
        AddExact(Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)));
        foreach (var encoded in SecretForms.Escaped(form).Concat(SecretForms.PercentEncoded(bytes)))
        {
            AddExact(Encoding.UTF8.GetBytes(encoded));
        }

        foreach (var encoded in SecretForms.Base64(bytes))
        {
            if (encoded.Length >= ShortestTolerantNeedle)
            {
                AddTolerant(encoded);
            }
            else
            {
                AddExact(encoded);
            }
        }
    }

    // The value, the value without blanks around it, and every line that says something.
    private static IEnumerable<string> Values(string text)
    {
        yield return text;
        yield return text.Trim();
        if (!text.Contains('\n', StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (Encoding.UTF8.GetByteCount(line) >= ShortestLine && !line.StartsWith(Armour, StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }

    private void AddExact(byte[] needle)
    {
        if (needle.Length >= ShortestNeedle)
        {
            _exact.TryAdd(Encoding.Latin1.GetString(needle), needle);
        }
    }

    private void AddTolerant(byte[] needle)
    {
        if (needle.Length >= ShortestTolerantNeedle)
        {
            _tolerant.TryAdd(Encoding.Latin1.GetString(needle), needle);
        }
    }
}
