using System.Buffers;
using System.Text;
using CsCheck;
using Forge.Build.Output;

namespace Forge.Build.Tests.Output;

public sealed class SecretMaskerTests
{
    // A small alphabet makes needles that overlap themselves and each other.
    private static readonly Gen<string> Needle = Gen.Char["abc"].Array[4, 9].Select(chars => new string(chars));
    private static readonly Gen<(string[] Needles, string Text, int[] Cuts)> Case =
        Gen.Select(Needle.Array[1, 4], Gen.Char["abcd"].Array[0, 80].Select(chars => new string(chars)), Gen.Int[1, 7].Array[1, 40]);

    [Theory]
    [InlineData("hunter2!", "the password is hunter2!.", "the password is ***.")]
    [InlineData("hunter2!", "hunter2!hunter2!", "***")]
    [InlineData("aabb", "aaabb", "a***")]
    [InlineData("11-112-secret", "x11-11-112-secret", "x11-***")]
    [InlineData("abab", "ababab", "***")]
    [InlineData("secret", "nothing to see", "nothing to see")]
    [InlineData("pässwörd", "ein pässwörd hier", "ein *** hier")]
    public void Write_WholeText_MasksTheSecret(string secret, string text, string expected) => Run([secret], [text], flush: true).Should().Be(expected);

    [Fact]
    public void Write_AnyCut_GivesTheSame() => Case.Sample(sample => Run(sample.Needles, [sample.Text]) == Run(sample.Needles, Cut(sample.Text, sample.Cuts)), iter: 20_000);

    [Fact]
    public void Write_AnyText_ShowsNoSecret() => Case.Sample(sample => !sample.Needles.Any(Run(sample.Needles, Cut(sample.Text, sample.Cuts)).Contains), iter: 20_000);

    [Fact]
    public void Write_AnyText_MasksExactlyTheBytesOfTheSecrets() =>
        Case.Sample(sample => Run(sample.Needles, Cut($"{sample.Text}|", sample.Cuts)) == MaskNaively(sample.Needles, $"{sample.Text}|"), iter: 20_000);

    [Fact]
    public void Write_NoSecrets_ChangesNothing()
    {
        var output = new ArrayBufferWriter<byte>();
        var masker = new SecretMasker(null);

        masker.Write([0, 255, 128, 10], output);
        masker.Flush(output);

        output.WrittenSpan.ToArray().Should().Equal(0, 255, 128, 10);
    }

    [Fact]
    public void Write_HoldsBackNoMoreThanTheLongestSecret()
    {
        var secret = new string('a', 100) + "b";
        var automaton = new NeedleAutomaton([Encoding.UTF8.GetBytes(secret)]);
        var output = new ArrayBufferWriter<byte>();
        var masker = new SecretMasker(automaton);

        masker.Write(Encoding.UTF8.GetBytes(new string('a', 100_000)), output);

        output.WrittenCount.Should().Be(100_000 - 100);
    }

    [Theory]
    [InlineData("0123456789abcdef", "see 01234567", "see ***")]
    [InlineData("0123456789abcdef", "see 0123456", "see 0123456")]
    [InlineData("012345", "see 012", "see ***")]
    [InlineData("012345", "see 01", "see 01")]
    public void Flush_BeginningOfASecret_IsMaskedWhenThereIsEnoughOfIt(string secret, string text, string expected) =>
        Run([secret], [text], flush: true).Should().Be(expected);

    [Theory]
    [InlineData("p4ss w0rd'\"$/+%", "p4ss w0rd'\"$/+%")]
    [InlineData("p4ss w0rd'\"$/+%", "p4ss%20w0rd%27%22%24%2F%2B%25")]
    [InlineData("p4ss w0rd'\"$/+%", "p4ss%20w0rd%27%22%24%2f%2b%25")]
    [InlineData("p4ss w0rd'\"$/+%", "p4ss+w0rd%27%22%24%2F%2B%25")]
    [InlineData("p4ss w0rd'\"$/+%", "p4ss w0rd'\\\"$/+%")]
    [InlineData("p4ss w0rd'\"$/+%", "p4ss w0rd'\\''\"$/+%")]
    [InlineData("p4ss w0rd'\"$/+%", "p4ss w0rd'\\\"\\$/+%")]
    [InlineData("p4ssw0rd", "7034737377307264")]
    [InlineData("p4ssw0rÿ", "70347373773072C3BF")]
    [InlineData("  padded\n", "padded")]
    public void Needles_HoldTheFormsInWhichToolsPrint(string secret, string printed) =>
        Apply([secret], $"[{printed}]").Should().Be("[***]");

    [Fact]
    public void Needles_Base64_IsFoundAtEveryAlignment() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.String[Gen.Char.AlphaNumeric, 6, 30]).Sample((before, after, secret) =>
            SecretNeedles.Of(new SecretValue(secret)) is var needles && needles.Exact.Concat(needles.Tolerant).Any(needle =>
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{new string('<', before)}{secret}{new string('>', after)}"))
                    .Contains(Encoding.ASCII.GetString(needle), StringComparison.Ordinal)));

    [Fact]
    public void Needles_MultiLineValue_AreItsLongLinesToo()
    {
        const string Key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nshort\n-----END PRIVATE KEY-----\n";

        Apply([Key], "MIIEvQIBADANBgkq").Should().Be("***");
        Apply([Key], "-----BEGIN PRIVATE KEY----- x").Should().Be("-----BEGIN PRIVATE KEY----- x");
        Apply([Key], "short").Should().Be("short");
    }

    [Fact]
    public void Prepare_ShortValues_AreRefusedByName()
    {
        var automaton = SecretMasker.Prepare([new("A", new SecretValue("abc")), new("B", new SecretValue(""))], out var refused);

        automaton.Should().BeNull();
        refused.Should().Equal("A", "B");
    }

    private static string Apply(string[] secrets, string text) =>
        SecretMasker.Apply(SecretMasker.Prepare(secrets.Select((secret, i) => KeyValuePair.Create($"S{i}", new SecretValue(secret))), out _), text);

    private static string Run(string[] secrets, IEnumerable<string> parts, bool flush = false)
    {
        var output = new ArrayBufferWriter<byte>();
        var masker = new SecretMasker(new NeedleAutomaton([.. secrets.Select(Encoding.UTF8.GetBytes)]));
        foreach (var part in parts)
        {
            masker.Write(Encoding.UTF8.GetBytes(part), output);
        }

        if (flush)
        {
            masker.Flush(output);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static IEnumerable<string> Cut(string text, int[] sizes)
    {
        for (var (at, i) = (0, 0); at < text.Length; i++)
        {
            var size = Math.Min(sizes[i % sizes.Length], text.Length - at);
            yield return text.Substring(at, size);
            at += size;
        }
    }

    private static string MaskNaively(string[] needles, string text)
    {
        var masked = new bool[text.Length];
        foreach (var needle in needles)
        {
            for (var at = text.IndexOf(needle, StringComparison.Ordinal); at >= 0; at = text.IndexOf(needle, at + 1, StringComparison.Ordinal))
            {
                masked.AsSpan(at, needle.Length).Fill(true);
            }
        }

        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (!masked[i])
            {
                result.Append(text[i]);
            }
            else if (i == 0 || !masked[i - 1])
            {
                result.Append("***");
            }
        }

        return result.ToString();
    }
}
