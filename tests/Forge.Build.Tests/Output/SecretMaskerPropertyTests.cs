using System.Text;
using CsCheck;
using Forge.Build.Output;

namespace Forge.Build.Tests.Output;

/// <summary>What holds for every text and every way to cut it. The variable FORGE_FUZZ_CASES asks for more cases.</summary>
public sealed class SecretMaskerPropertyTests
{
    private const int LineOfBase64 = 9;

    private const string Colors = "\u001b[31m\u001b[1m";

    // The digits of base64 that 64 bytes decide; the next one depends on what follows.
    private const int Determined = 85;

    // Self-overlapping, with a beginning that comes again inside: what maskers without an automaton lose.
    private static readonly string Needle64 = string.Concat(Enumerable.Repeat("11-112-aab", 7))[..64];

    private static readonly Gen<string> Secret = Gen.Char[" abcXYZ019'\"\\/+-_=%&<>$`\n\té€"].Array[8, 40].Select(chars => new string(chars))
        .Where(text => text.Trim().Length >= 8);

    [Fact]
    public void Write_PlainText_MasksExactlyTheNeedlesHoweverItIsCut() =>
        MaskingCase.Plain.Sample(sample => sample.IsMaskedExactly(), iter: MaskingCase.Cases(40_000));

    [Fact]
    public void Write_TextWithGaps_MasksExactlyTheNeedlesHoweverItIsCut() =>
        MaskingCase.Gapped.Sample(sample => sample.IsMaskedExactly(), iter: MaskingCase.Cases(20_000));

    [Fact]
    public void Write_SecretInAnyForm_IsNotShown() =>
        Gen.Select(Secret, Gen.Int[0, Forms.Length - 1], Gen.Int[0, 5], Gen.Int[1, 9].Array[1, 9]).Sample(
            (secret, form, before, cuts) =>
            {
                var printed = Forms[form](new string('<', before), secret);
                var sample = new MaskingCase([], [], $"[{printed}]", cuts);
                var masked = MaskingCase.Run(SecretMasker.Prepare([new("S", new SecretValue(secret))], out _), sample.Cut());

                return masked.Contains("***", StringComparison.Ordinal) && masked.Replace(Colors, "", StringComparison.Ordinal).Length < before + 16;
            },
            iter: MaskingCase.Cases(4_000));

    [Theory]
    [InlineData("", "")]
    [InlineData("11-112-a", "11-112-aab")]
    [InlineData("x11-11", "-112-secret")]
    public void Write_NeedleIn64Bytes_IsFoundInEveryTwoAndThreePieces(string before, string after)
    {
        var automaton = new NeedleAutomaton([Encoding.Latin1.GetBytes(Needle64)]);
        var text = before + Needle64 + after;
        var whole = new MaskingCase([Needle64], [], text, [text.Length]).MaskNaively();
        var cuts = from first in Enumerable.Range(0, text.Length + 1)
                   from second in Enumerable.Range(first, text.Length + 1 - first)
                   select (first, second);

        var wrong = cuts.Where(cut => MaskingCase.Run(automaton, [text[..cut.first], text[cut.first..cut.second], text[cut.second..]]) != whole);

        wrong.Should().BeEmpty();
        whole.Should().Contain("***").And.NotContain(Needle64);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n  ")]
    [InlineData("\u001b[1;31m")]
    [InlineData("\u001b[0m\n\u001b[1m")]
    public void Write_Base64WithAnInterruptionAnywhere_IsMaskedHoweverItIsCut(string interruption)
    {
        var automaton = SecretMasker.Prepare([new("S", new SecretValue(Needle64))], out _);
        var encoded = Convert.ToBase64String(Encoding.Latin1.GetBytes(Needle64));

        var wrong = from place in Enumerable.Range(0, encoded.Length + 1)
                    let text = encoded[..place] + interruption + encoded[place..]
                    from cut in Enumerable.Range(0, text.Length + 1)
                    let masked = MaskingCase.Run(automaton, [text[..cut], text[cut..]])
                    where masked.Replace(interruption, "", StringComparison.Ordinal) != $"***{encoded[Determined..]}"
                    select (place, cut, masked);

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Write_NoSecrets_ChangesNothing() =>
        Gen.String.Array[0, 5].Sample(pieces => MaskingCase.Run(null, pieces.Select(piece => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(piece))))
            == Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(string.Concat(pieces.Select(piece => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(piece)))))));

    // Each gives a text in Latin-1, byte for byte, that holds the secret and so many bytes before it.
    private static readonly Func<string, string, string>[] Forms =
    [
        (before, secret) => before + Bytes(secret),
        (before, secret) => before + Bytes(System.Text.Json.JsonSerializer.Serialize(secret)[1..^1]),
        (before, secret) => before + Bytes(new System.Xml.Linq.XText(secret).ToString().ReplaceLineEndings("\n")),
        (before, secret) => before + Uri.EscapeDataString(secret),
        (before, secret) => before + Uri.EscapeDataString(secret).Replace("%20", "+", StringComparison.Ordinal),
        (before, secret) => before + Convert.ToHexString(Encoding.UTF8.GetBytes(secret)),
        (before, secret) => before + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)),
        (before, secret) => before + Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(secret)),
        (before, secret) => before + Bytes(secret.Replace("'", @"'\''", StringComparison.Ordinal)),
        (before, secret) => Wrap(Convert.ToBase64String(Encoding.UTF8.GetBytes(before + secret))),
        (before, secret) => Wrap(Convert.ToBase64String(Encoding.UTF8.GetBytes(before + secret)).Replace('+', '-').Replace('/', '_')),
        (before, secret) => string.Concat(Bytes(before + secret).Select(c => c + Colors)),
    ];

    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string Wrap(string encoded) => string.Join("\r\n", encoded.Chunk(LineOfBase64).Select(line => new string(line)));
}
