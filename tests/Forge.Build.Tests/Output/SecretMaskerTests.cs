using System.Buffers;
using System.Text;
using Forge.Build.Output;

namespace Forge.Build.Tests.Output;

public sealed class SecretMaskerTests
{
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

    [Fact]
    public void Write_WhiteSpaceWithoutEndInASecret_HoldsBackABoundedPart()
    {
        const int Spaces = 10_000_000;
        var (masker, output) = Start("-----BEGIN KEY-----\nMIIEvQIBADANBgkq\n-----END KEY-----\n");
        var blanks = new byte[10_000].AsSpan();
        blanks.Fill((byte)' ');

        masker.Write("-----BEGIN KEY-----"u8, output);
        for (var i = 0; i < Spaces / blanks.Length; i++)
        {
            masker.Write(blanks, output);
        }

        output.WrittenCount.Should().Be(Spaces + "-----BEGIN KEY-----".Length);
    }

    [Fact]
    public void Write_LongSecretWithTheLongestGapAfterEveryByte_HoldsBackNoMoreThanAPieceOfIt()
    {
        const int Bytes = 20_000;
        var (masker, output) = Start(new string('A', Bytes * 2) + "\nb");

        for (var i = 0; i < Bytes; i++)
        {
            masker.Write(Encoding.ASCII.GetBytes("A" + new string(' ', NeedleTracker.LongestGap)), output);
        }

        masker.Write("|"u8, output);
        Encoding.ASCII.GetString(output.WrittenSpan).Should().Be("***" + new string(' ', NeedleTracker.LongestGap) + "|");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void Write_PieceAfterPiece_AllocatesNothing(int secrets)
    {
        var automaton = SecretMasker.Prepare(Enumerable.Range(0, secrets).Select(i => KeyValuePair.Create($"S{i}", new SecretValue($"s3cr3t-{i:D4}-value"))), out _);
        var masker = new SecretMasker(automaton);
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        var line = Encoding.ASCII.GetBytes("12:00:01 Restoring \u001b[1mpackages\u001b[0m with s3cr3t-0000-value for https://s3cr3t-000.example.org\n");
        WriteLines(1_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        WriteLines(10_000);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void WriteLines(int count)
        {
            for (var i = 0; i < count; i++)
            {
                output.ResetWrittenCount();
                masker.Write(line, output);
            }
        }
    }

    [Fact]
    public void Replace_SecretThatBeganBefore_IsMasked()
    {
        var (masker, output) = Start("first-secret");

        masker.Write("see first-sec"u8, output);
        masker.Replace(SecretMasker.Prepare([new("A", new SecretValue("first-secret")), new("B", new SecretValue("sec-other"))], out _), output);
        masker.Write("-other, first-secret"u8, output);
        masker.Flush(output);

        Encoding.UTF8.GetString(output.WrittenSpan).Should().Be("see first-***, ***");
    }

    [Fact]
    public void Replace_ByNothing_GivesOutWhatWasHeldBack()
    {
        var (masker, output) = Start("first-secret");

        masker.Write("see first-sec"u8, output);
        masker.Replace(null, output);
        masker.Write("ret"u8, output);

        Encoding.UTF8.GetString(output.WrittenSpan).Should().Be("see first-secret");
    }

    [Fact]
    public void Flush_UsedAgain_BeginsAnew()
    {
        var (masker, output) = Start("0123456789abcdef");

        masker.Write("0123"u8, output);
        masker.Flush(output);
        masker.Write("456789abcdef \u001b[1"u8, output);
        masker.Flush(output);
        masker.Write("m 0123456789abcdef"u8, output);
        masker.Flush(output);

        Encoding.UTF8.GetString(output.WrittenSpan).Should().Be("0123456789abcdef \u001b[1m ***");
    }

    private static (SecretMasker Masker, ArrayBufferWriter<byte> Output) Start(string secret) =>
        (new SecretMasker(SecretMasker.Prepare([new("A", new SecretValue(secret))], out _)), new ArrayBufferWriter<byte>());

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
}
