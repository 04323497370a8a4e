using System.Text;
using CsCheck;
using Forge.Shared.Processes;
using Forge.Shared.Text;

namespace Forge.Shared.Tests.Text;

public sealed class ShellQuotingTests
{
    private const int Samples = 4;
    private const int WordsPerShell = 150;

    private static readonly string[] Known =
    [
        "", "$(id)", "`id`", "'; id; '", "-n", "--", "~root", "*", "!!", "\\", "\\'", "''", "a\nb\n", "\n", "$'x'", "${IFS}", "%s%n", "#", "\u202e",
    ];

    private static readonly Gen<string> HostileWord = Gen.Frequency(
        (3, Gen.String[Gen.Char["'\"\\$`!*?[]{}()<>|&;#~=%^-+@:,. \t\n\r\u0001\u007fé日"], 0, 20]),
        (1, Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 20]),
        (1, Gen.Int[0, Known.Length - 1].Select(i => Known[i])));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dash")]
    [InlineData("bash")]
    [InlineData("busybox sh")]
    public Task Join_HostileWords_AreReadBackByTheShell(string shell) => HostileWord.Array[WordsPerShell].SampleAsync(
        async words =>
        {
            var result = await RunAsync([.. shell.Split(' '), "-c", $"printf '%s\\000' {ShellQuoting.Join(words)}"]);

            return result.ExitCode == 0 && Encoding.UTF8.GetString(result.StandardOutput).Split('\0').SkipLast(1).SequenceEqual(words);
        },
        iter: Samples,
        threads: 1);

    [Theory]
    [InlineData("", "''")]
    [InlineData("plain", "'plain'")]
    [InlineData("it's", @"'it'\''s'")]
    public void Quote_Word_IsOneWord(string word, string expected) => ShellQuoting.Quote(word).Should().Be(expected);

    [Fact]
    public void Quote_Nul_IsRefused()
    {
        var quoting = () => ShellQuoting.Quote("a\0b");

        quoting.Should().Throw<ArgumentException>().WithMessage("A word for a shell cannot hold a NUL character.*");
    }

    private static Task<ProcessResult> RunAsync(string[] arguments) => ProcessRunner.RunAsync(
        new ProcessSpec { Arguments = arguments, Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["LC_ALL"] = "C.UTF-8" } },
        standardInput: null,
        outputLimit: 1024 * 1024,
        TimeProvider.System,
        Cancel);
}
