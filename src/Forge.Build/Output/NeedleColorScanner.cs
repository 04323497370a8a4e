namespace Forge.Build.Output;

/// <summary>Recognises the sequences that set a terminal's colours (ECMA-48 SGR: <c>ESC [ 1 ; 31 m</c>), one byte at a time.</summary>
/// <remarks>A colour may change inside a secret, and the reader of the log sees the secret all the same.</remarks>
internal struct NeedleColorScanner
{
    /// <summary>The byte that every sequence begins with.</summary>
    public const byte Escape = 0x1B;

    /// <summary>The most bytes of a sequence. What is longer is text.</summary>
    public const int LongestSequence = 32;

    /// <summary>Gets how many of the last bytes may be the beginning of a sequence.</summary>
    public int Pending { get; private set; }

    /// <summary>Takes the next byte.</summary>
    /// <returns>
    /// Positive: a sequence of so many bytes ends with this one. 0: it may be one. Negative: this byte belongs to none,
    /// and neither do the <see cref="Pending"/> bytes before it; <see cref="Reset"/> before going on.
    /// </returns>
    public int Take(byte value)
    {
        var belongs = Pending switch
        {
            0 => value == Escape,
            1 => value == '[',
            _ => value is (>= (byte)'0' and <= (byte)'9') or (byte)';' or (byte)':' or (byte)'m',
        };
        if (!belongs || Pending == LongestSequence)
        {
            return -1;
        }

        Pending++;
        if (Pending <= 2 || value != 'm')
        {
            return 0;
        }

        var length = Pending;
        Pending = 0;
        return length;
    }

    /// <summary>Forgets a beginning that came to nothing.</summary>
    public void Reset() => Pending = 0;

    /// <summary>Removes all sequences from a needle, as they are skipped in the text.</summary>
    public static byte[] Remove(byte[] needle)
    {
        if (!needle.AsSpan().Contains(Escape))
        {
            return needle;
        }

        var scanner = default(NeedleColorScanner);
        var kept = new List<byte>(needle.Length);
        foreach (var value in needle)
        {
            kept.Add(value);
            var taken = scanner.Take(value);
            if (taken > 0)
            {
                kept.RemoveRange(kept.Count - taken, taken);
            }
            else if (taken < 0)
            {
                scanner.Reset();
                scanner.Take(value);
            }
        }

        return [.. kept];
    }
}
