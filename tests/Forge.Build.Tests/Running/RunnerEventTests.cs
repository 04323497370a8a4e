using System.Text;
using Forge.Build.Running;

namespace Forge.Build.Tests.Running;

public sealed class RunnerEventTests
{
    [Fact]
    public void Parse_KnownLines_AreEvents()
    {
        RunnerEvent.Parse("ready 0").Should().Be(new RunnerEvent { Kind = RunnerEventKind.Ready });
        RunnerEvent.Parse("refused no shell here").Should().Be(new RunnerEvent { Kind = RunnerEventKind.Refused, Text = "no shell here" });
        RunnerEvent.Parse("finished 12").Should().Be(new RunnerEvent { Kind = RunnerEventKind.Finished, Size = 12 });
        RunnerEvent.Parse("phase PRE_BUILD begins 3").Should().Be(new RunnerEvent { Kind = RunnerEventKind.PhaseBegan, Phase = BuildPhase.PreBuild, Size = 3 });
        RunnerEvent.Parse("phase BUILD retries 3").Should().Be(new RunnerEvent { Kind = RunnerEventKind.PhaseRetried, Phase = BuildPhase.Build, Size = 3 });
        RunnerEvent.Parse("phase BUILD failed 4").Should().Be(new RunnerEvent { Kind = RunnerEventKind.PhaseFailed, Phase = BuildPhase.Build, Size = 4 });
        RunnerEvent.Parse("command 2 begins 5").Should().Be(new RunnerEvent { Kind = RunnerEventKind.CommandBegan, Command = 2, Size = 5 });
        RunnerEvent.Parse("breakpoint 2 9").Should().Be(new RunnerEvent { Kind = RunnerEventKind.Paused, Command = 2, Size = 9 });
        RunnerEvent.Parse("resumed 2 9").Should().Be(new RunnerEvent { Kind = RunnerEventKind.Resumed, Command = 2, Size = 9 });
        RunnerEvent.Parse("cache wanted 1").Should().Be(new RunnerEvent { Kind = RunnerEventKind.CacheWanted, Size = 1 });
        RunnerEvent.Parse("cache packed 1").Should().Be(new RunnerEvent { Kind = RunnerEventKind.CachePacked, Size = 1 });
        RunnerEvent.Parse("note 12 two words").Should().Be(new RunnerEvent { Kind = RunnerEventKind.Note, Size = 12, Text = "two words" });
        RunnerEvent.Parse("note 12").Should().Be(new RunnerEvent { Kind = RunnerEventKind.Note, Size = 12 });
        RunnerEvent.Parse("command 2 ends 9 137").Should().Be(new RunnerEvent { Kind = RunnerEventKind.CommandEnded, Command = 2, Size = 9, Status = 137 });
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("phase NOWHERE begins 1")]
    [InlineData("phase BUILD explodes 1")]
    [InlineData("command x begins 1")]
    [InlineData("command 1 ends 1")]
    [InlineData("finished -1")]
    public void Parse_AnythingElse_IsNoEvent(string line) => RunnerEvent.Parse(line).Should().BeNull();

    [Fact]
    public void Output_Errors_AreKeptUpToALimit()
    {
        var output = new RunnerOutput();

        output.OnStandardError(Encoding.UTF8.GetBytes(new string('e', 10_000)));
        output.OnStandardError("more"u8);

        output.Errors.Length.Should().Be(4096);
    }

    [Fact]
    public async Task Output_ThatPrints_WakesUpOnce()
    {
        var output = new RunnerOutput();
        output.OnStandardOutput("a"u8);
        output.OnStandardOutput("b"u8);

        await output.WaitAsync(TestContext.Current.CancellationToken);

        output.WaitAsync(TestContext.Current.CancellationToken).IsCompleted.Should().BeFalse();
    }
}
