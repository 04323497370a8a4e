using System.Text;
using CsCheck;
using Forge.Build.Output;

namespace Forge.Build.Tests.Output;

public sealed class SecretNeedlesTests
{
    private const string Key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nshort\n-----END PRIVATE KEY-----\n";
    private const string Odd = "p4ss w0rd'\"$/+%";
    private const string Marked = "<b a=\"1\">O'Neill & sönë\\\t1</b>";

    [Theory]
    [InlineData(Odd, "p4ss w0rd'\"$/+%")]
    [InlineData(Odd, "p4ss%20w0rd%27%22%24%2F%2B%25")]
    [InlineData(Odd, "p4ss%20w0rd%27%22%24%2f%2b%25")]
    [InlineData(Odd, "p4ss+w0rd%27%22%24%2F%2B%25")]
    [InlineData(Odd, "p4ss+w0rd%27%22%24%2f%2b%25")]
    [InlineData(Odd, "p4ss%20w0rd'%22%24%2F%2B%25")]
    [InlineData(Odd, "p4ss w0rd'\\\"$/+%")]
    [InlineData(Odd, "p4ss w0rd'\\\"$\\/+%")]
    [InlineData(Odd, "p4ss w0rd\\u0027\\u0022$/\\u002B%")]
    [InlineData(Odd, "p4ss w0rd'\\''\"$/+%")]
    [InlineData(Odd, "p4ss w0rd'\"'\"'\"$/+%")]
    [InlineData(Odd, "p4ss w0rd'\\\"\\$/+%")]
    [InlineData(Odd, "p4ss\\ w0rd\\'\\\"\\$/+%")]
    [InlineData(Odd, "p4ss w0rd\\'\"$/+%")]
    [InlineData(Marked, "&lt;b a=\"1\"&gt;O'Neill &amp; sönë\\\t1&lt;/b&gt;")]
    [InlineData(Marked, "&lt;b a=&quot;1&quot;&gt;O'Neill &amp; sönë\\\t1&lt;/b&gt;")]
    [InlineData(Marked, "&lt;b a=&quot;1&quot;&gt;O&apos;Neill &amp; sönë\\\t1&lt;/b&gt;")]
    [InlineData(Marked, "&lt;b a=&quot;1&quot;&gt;O&#39;Neill &amp; sönë\\\t1&lt;/b&gt;")]
    [InlineData(Marked, "&lt;b a=&#34;1&#34;&gt;O&#39;Neill &amp; sönë\\\t1&lt;/b&gt;")]
    [InlineData(Marked, "<b a=\\\"1\\\">O'Neill & s\\u00f6n\\u00eb\\\\\\t1</b>")]
    [InlineData(Marked, "\\u003Cb a=\\u00221\\u0022\\u003EO\\u0027Neill \\u0026 s\\u00F6n\\u00EB\\\\\\t1\\u003C/b\\u003E")]
    [InlineData(Marked, "<b a=\\\"1\\\">O'Neill & sönë\\\\\\t1</b>")]
    [InlineData(Marked, "<b a=\\\"1\\\">O'Neill & s\\303\\266n\\303\\253\\\\\\t1</b>")]
    [InlineData(Marked, "<b a=\\\"1\\\">O'Neill & s\\xc3\\xb6n\\xc3\\xab\\\\\\t1</b>")]
    [InlineData("p4ssw0rd", "7034737377307264")]
    [InlineData("p4ssw0rÿ", "70347373773072C3BF")]
    [InlineData("p4ssw0rd", "p\04\0s\0s\0w\00\0r\0d\0")]
    [InlineData("  padded\n", "padded")]
    [InlineData("aab[", "aab[")]
    [InlineData("^.*(a|b)+$", "^.*(a|b)+$")]
    [InlineData("[MASKED]", "[MASKED]")]
    [InlineData("true", "true")]
    [InlineData("\u001b[1mbold", "bold")]
    public void Of_Value_HoldsTheFormsInWhichToolsPrint(string secret, string printed) => Apply([secret], $"<{printed}>").Should().Be("<***>");

    [Fact]
    public void Of_Value_IsFoundInBase64AtEveryAlignment() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.String[Gen.Char.AlphaNumeric, 6, 30]).Sample((before, after, secret) =>
            SecretNeedles.Of(new SecretValue(secret)) is var needles && needles.Exact.Concat(needles.Tolerant).Any(needle =>
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{new string('<', before)}{secret}{new string('>', after)}"))
                    .Contains(Encoding.ASCII.GetString(needle), StringComparison.Ordinal)));

    [Fact]
    public void Of_MultiLineValue_IsItsLongLinesToo()
    {
        Apply([Key], "MIIEvQIBADANBgkq").Should().Be("***");
        Apply([Key], "-----BEGIN PRIVATE KEY----- x").Should().Be("-----BEGIN PRIVATE KEY----- x");
        Apply([Key], "short").Should().Be("short");
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData(" ")]
    [InlineData("")]
    [InlineData("\n\n\t  ")]
    [InlineData("\u001b[0m\r\n\u001b[1m")]
    public void Of_MultiLineValue_IsFoundWithAnyWhiteSpaceInIt(string blank) =>
        Apply([Key], $"<{Key.TrimEnd().Replace("\n", blank, StringComparison.Ordinal)}>").Should().Be("<***>");

    [Theory]
    [InlineData(5_000)]
    [InlineData(1_000_000)]
    public void Of_LargeValue_IsOneMask(int length)
    {
        var secret = new string([.. Enumerable.Range(0, length).Select(i => (char)('a' + (i * (long)i % 1_009 % 26)))]);

        Apply([secret], $"<{secret}>").Should().Be("<***>");
    }

    private static string Apply(string[] secrets, string text) =>
        SecretMasker.Apply(SecretMasker.Prepare(secrets.Select((secret, i) => KeyValuePair.Create($"S{i}", new SecretValue(secret))), out _), text);
}
