using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Forge.Build.Output;

namespace Forge.Build.Tests.Output;

/// <summary>Needles, a text and how it is cut, with the answer that a search of the whole text gives.</summary>
internal sealed partial record MaskingCase(string[] Exact, string[] Tolerant, string Text, int[] Cuts)
{
    /// <summary>The variable that asks for more cases than a quick run of the tests has.</summary>
    private const string CasesVariable = "FORGE_FUZZ_CASES";

    private const int Ways = 4;
    private const string Mask = "***";

    // No needle holds it, so that nothing is live behind it.
    private const string End = "|";

    // A small alphabet makes needles that overlap themselves and each other.
    private static readonly Gen<string> Needle = Gen.Char["abc"].Array[4, 9].Select(chars => new string(chars));

    // Needles that no text holds: with so many the filter works in another way.
    private static readonly string[] Crowd = [.. Enumerable.Range(0, NeedleFingerprints.MostPrefixes).Select(i => $"{(char)('A' + (i / 10))}{i % 10}ZZ")];

    private static readonly string[] ShortGaps =
        [" ", "\n", "\r\n", "\t", "\u001b[1m", "\u001b[0;31m", "\u001b[m", "\u001b[38:5:1m", "\u001b", "\u001b[", "\u001b[1", "\u001b[K", "\u001b[1;\u001b[m"];

    // Just short enough to be skipped, and just too long.
    private static readonly string[] LongGaps =
    [
        new string(' ', 255), new string('\n', 256), new string(' ', 257),
        $"\u001b[{new string('1', 29)}m", $"\u001b[{new string('1', 30)}m", string.Concat(Enumerable.Repeat("\u001b[1m", 64)), string.Concat(Enumerable.Repeat("\u001b[1m", 65)),
    ];

    private static readonly Gen<string> Gap = Gen.Frequency((12, OneOf(ShortGaps)), (1, OneOf(LongGaps)));

    /// <summary>Gets needles in text without anything to skip.</summary>
    public static Gen<MaskingCase> Plain { get; } =
        Gen.Select(Needle.Array[1, 4], Needle.Array[0, 2], Gen.Char["abcd"].Array[0, 100].Select(chars => new string(chars)), Gen.Int[1, 7].Array[1, 20])
            .Select((exact, tolerant, text, cuts) => new MaskingCase(exact, tolerant, text, cuts));

    /// <summary>Gets needles with colours, blanks and rubbish between their bytes, every now and then.</summary>
    public static Gen<MaskingCase> Gapped { get; } =
        Gen.Select(
            Needle.Array[0, 3],
            Needle.Array[1, 3],
            Gen.Frequency((6, Gen.Char["abcd"].Array[1, 6].Select(chars => new string(chars))), (2, Gap)).Array[0, 24].Select(string.Concat),
            Gen.Int[1, 40].Array[1, 20])
            .Select((exact, tolerant, text, cuts) => new MaskingCase(exact, tolerant, text, cuts));

    /// <summary>Says how many cases to try.</summary>
    public static int Cases(int quick) =>
        int.TryParse(Environment.GetEnvironmentVariable(CasesVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Max(asked, quick) : quick;

    /// <summary>Says whether the masker, with the text cut in several ways, masks what a search of the whole text finds.</summary>
    public bool IsMaskedExactly()
    {
        var expected = MaskNaively();
        var few = new NeedleAutomaton(Exact.Select(Encoding.Latin1.GetBytes), Tolerant.Select(Encoding.Latin1.GetBytes));
        var many = new NeedleAutomaton(Exact.Concat(Crowd).Select(Encoding.Latin1.GetBytes), Tolerant.Select(Encoding.Latin1.GetBytes));
        return Enumerable.Range(0, Ways).All(way => Run(way % 2 == 0 ? few : many, Cut(way)) == expected);
    }

    /// <summary>Runs a masker over pieces to the end.</summary>
    public static string Run(NeedleAutomaton? automaton, IEnumerable<string> pieces)
    {
        var output = new ArrayBufferWriter<byte>();
        var masker = new SecretMasker(automaton);
        foreach (var piece in pieces.Append(End))
        {
            masker.Write(Encoding.Latin1.GetBytes(piece), output);
        }

        masker.Flush(output);
        return Encoding.Latin1.GetString(output.WrittenSpan)[..^End.Length];
    }

    /// <summary>Masks the whole text by looking for every needle at every place.</summary>
    public string MaskNaively()
    {
        var masked = new bool[Text.Length];
        MarkAll(masked, Exact, IsColor);
        MarkAll(masked, Tolerant, text => [.. IsColor(text).Select((skipped, i) => skipped || NeedleFilter.IsBlank((byte)text[i]))]);
        var result = new StringBuilder();
        for (var i = 0; i < Text.Length; i++)
        {
            result.Append(!masked[i] ? Text[i].ToString() : i == 0 || !masked[i - 1] ? Mask : "");
        }

        return result.ToString();
    }

    /// <summary>Cuts the text.</summary>
    /// <param name="way">Which size comes first.</param>
    public IEnumerable<string> Cut(int way = 0)
    {
        for (var (at, i) = (0, way); at < Text.Length; i++)
        {
            var size = Math.Min(Cuts[i % Cuts.Length], Text.Length - at);
            yield return Text.Substring(at, size);
            at += size;
        }
    }

    private void MarkAll(bool[] masked, string[] needles, Func<string, bool[]> skipped)
    {
        var isSkipped = skipped(Text);
        var kept = new StringBuilder();
        var places = new List<int>();
        for (var (i, gap) = (0, 0); i < Text.Length; i++)
        {
            gap = isSkipped[i] ? gap + 1 : 0;
            if (gap == NeedleTracker.LongestGap + 1)
            {
                kept.Append('\0');
                places.Add(i);
            }
            else if (!isSkipped[i])
            {
                kept.Append(Text[i]);
                places.Add(i);
            }
        }

        var text = kept.ToString();
        foreach (var needle in needles)
        {
            for (var at = text.IndexOf(needle, StringComparison.Ordinal); at >= 0; at = text.IndexOf(needle, at + 1, StringComparison.Ordinal))
            {
                masked.AsSpan(places[at]..(places[at + needle.Length - 1] + 1)).Fill(true);
            }
        }
    }

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static bool[] IsColor(string text)
    {
        var isColor = new bool[text.Length];
        foreach (Match color in Color().Matches(text))
        {
            isColor.AsSpan(color.Index, color.Length).Fill(true);
        }

        return isColor;
    }

    [GeneratedRegex("\u001b\\[[0-9;:]{0,29}m")]
    private static partial Regex Color();
}
