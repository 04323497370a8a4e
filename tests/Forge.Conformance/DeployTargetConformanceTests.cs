using System.Text;
using FluentAssertions;
using Forge.Deploy;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="IDeployTarget"/> owes its callers. Each implementation derives one class.</summary>
public abstract class DeployTargetConformanceTests
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>Gets arguments that a shell would take for something else than text.</summary>
    public static TheoryData<string> HostileArguments =>
    [
        "$(id)", "`id`", "; id", "a b", " ", "", "'", "\"", "\\", "it's \"quoted\" \\'twice\\'", "line\nbreak", "\ttab", "*", "~", "$HOME", "!!", "-n", "--", "# no comment", "&& false", "ünïcödé 🚀", "%s%n", "\r",
    ];

    /// <summary>Gets a token that ends with the test.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Gets the target under test: a POSIX system with <c>sh</c>, <c>cat</c>, <c>printf</c> and <c>head</c>.</summary>
    protected abstract IDeployTarget Target { get; }

    [Fact]
    public async Task OpenAsync_Always_TellsThePlatform()
    {
        await using var session = await Target.OpenAsync(Cancel);

        session.Platform.Target.Should().Be(Target.Name).And.NotBeEmpty();
        session.Platform.OperatingSystem.Should().BeOneOf("linux", "windows");
        session.Platform.User.Should().NotBeEmpty();
        session.Platform.StateDirectory.Should().StartWith("/").And.NotEndWith("/");
        session.Platform.DestinationRoot.Should().NotEndWith("/");
        session.Platform.Variables.Should().NotBeNull();
    }

    [Fact]
    public async Task OpenAsync_Twice_GivesSessionsThatDoNotEndEachOther()
    {
        await using var first = await Target.OpenAsync(Cancel);
        var second = await Target.OpenAsync(Cancel);

        await second.DisposeAsync();

        (await RunAsync(first, "printf", "alive")).Output.Should().Be("alive");
    }

    [Fact]
    public async Task OpenAsync_Cancelled_Throws()
    {
        var opening = () => Target.OpenAsync(new CancellationToken(canceled: true));

        await opening.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task RunAsync_CommandFails_ReturnsItsExitCodeAndBothStreams()
    {
        await using var session = await Target.OpenAsync(Cancel);

        var result = await RunAsync(session, "sh", "-c", "echo out; echo err >&2; exit 7");

        result.Should().Be((7, "out\n", "err\n"));
    }

    [Fact]
    public async Task RunAsync_SignalEndsTheCommand_Returns128AndTheSignal()
    {
        await using var session = await Target.OpenAsync(Cancel);

        var result = await RunAsync(session, "sh", "-c", "kill -KILL $$");

        result.ExitCode.Should().Be(128 + 9);
    }

    [Theory]
    [MemberData(nameof(HostileArguments))]
    public async Task RunAsync_ArgumentHoldsShellSyntax_ArrivesAsWritten(string argument)
    {
        await using var session = await Target.OpenAsync(Cancel);

        var result = await RunAsync(session, "printf", "[%s]", argument);

        result.Should().Be((0, $"[{argument}]", ""));
    }

    [Fact]
    public async Task RunAsync_NoInput_CommandReadsTheEnd()
    {
        await using var session = await Target.OpenAsync(Cancel);

        (await RunAsync(session, "cat")).Should().Be((0, "", ""));
    }

    [Fact]
    public async Task RunAsync_Input_ArrivesByteForByte()
    {
        await using var session = await Target.OpenAsync(Cancel);
        var bytes = new byte[(3 * Megabyte) + 1];
        new Random(1).NextBytes(bytes);

        var result = await session.RunAsync(
            new DeployCommand { Arguments = ["cat"], StandardInput = new MemoryStream(bytes), OutputLimit = 4 * Megabyte }, Cancel);

        result.StandardOutput.ToArray().AsSpan().SequenceEqual(bytes).Should().BeTrue();
    }

    [Fact]
    public async Task RunAsync_CommandDoesNotReadItsInput_EndsAllTheSame()
    {
        await using var session = await Target.OpenAsync(Cancel);

        var result = await session.RunAsync(
            new DeployCommand { Arguments = ["sh", "-c", "exit 3"], StandardInput = new MemoryStream(new byte[20 * Megabyte]) }, Cancel);

        result.ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task RunAsync_InputCannotBeRead_Throws()
    {
        await using var session = await Target.OpenAsync(Cancel);

        var running = () => session.RunAsync(new DeployCommand { Arguments = ["cat"], StandardInput = new BrokenStream() }, Cancel);

        await running.Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public async Task RunAsync_MuchOutput_KeepsTheBeginningAndReadsTheRest()
    {
        await using var session = await Target.OpenAsync(Cancel);
        var command = new DeployCommand
        {
            Arguments = ["sh", "-c", "head -c 10000000 /dev/zero; head -c 10000000 /dev/zero >&2; exit 5"],
            OutputLimit = 1000,
        };

        var result = await session.RunAsync(command, Cancel);

        result.ExitCode.Should().Be(5);
        result.StandardOutput.Length.Should().Be(1000);
        result.StandardError.Length.Should().Be(1000);
    }

    [Fact]
    public async Task RunAsync_SeveralAtOnce_EachGetsItsOwnOutput()
    {
        await using var session = await Target.OpenAsync(Cancel);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RunAsync(session, "printf", "%s", $"{i}")));

        results.Select(r => r.Output).Should().Equal(Enumerable.Range(0, 8).Select(i => $"{i}"));
    }

    [Fact]
    public async Task RunAsync_Cancelled_EndsTheWait()
    {
        await using var session = await Target.OpenAsync(Cancel);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = session.RunAsync(new DeployCommand { Arguments = ["sleep", "20"] }, caller.Token);

        await caller.CancelAsync();

        await running.Awaiting(r => r).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task DisposeAsync_CommandDetachedSomething_ItGoesOn()
    {
        var session = await Target.OpenAsync(Cancel);
        var started = await RunAsync(session, "sh", "-c", "setsid sleep 600 </dev/null >/dev/null 2>&1 & echo $!");

        await session.DisposeAsync();
        await session.DisposeAsync();

        await using var next = await Target.OpenAsync(Cancel);
        (await RunAsync(next, "sh", "-c", "kill \"$1\"", "sh", started.Output.Trim())).ExitCode.Should().Be(0);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(IDeploySession session, params string[] arguments)
    {
        var result = await session.RunAsync(new DeployCommand { Arguments = arguments }, Cancel);
        return (result.ExitCode, Encoding.UTF8.GetString(result.StandardOutput.Span), Encoding.UTF8.GetString(result.StandardError.Span));
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidDataException("The source is broken.");
    }
}
