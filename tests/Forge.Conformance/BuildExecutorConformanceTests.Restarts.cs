using FluentAssertions;
using Forge.Build;
using Forge.Testing;
using Xunit;

namespace Forge.Conformance;

public abstract partial class BuildExecutorConformanceTests
{
    [Fact]
    public async Task Reopen_Nothing_IsNull() => (await LaterExecutor.ReopenAsync(NewId(), Cancel)).Should().BeNull();

    [Fact]
    public async Task Reopen_AfterDisposal_IsNull()
    {
        var id = NewId();
        await (await OpenAsync(id)).DisposeAsync();

        (await LaterExecutor.ReopenAsync(id, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Reopen_ProgramRuns_IsRejoinedToItsEnd()
    {
        var id = NewId();
        var abandoned = await StartAsync(id, BuildScripts.PrintUntilStopped);
        await using var environment = (await LaterExecutor.ReopenAsync(id, Cancel))!;
        var later = new SignalAtOutput();

        var rejoined = environment.RejoinAsync(later, Cancel);
        await later.Seen.WaitAsync(Promptly, Cancel);
        await PutAsync(environment, "", tar => AddFile(tar, "stop", ""));
        var result = await rejoined.WaitAsync(Promptly, Cancel);

        result.ExitCode.Should().Be(5);
        environment.Directory.Should().Be(abandoned.Directory);
        (await environment.ListAsync("", Cancel))!.Select(file => file.Path).Should().Equal("stop");
    }

    [Fact]
    public async Task Reopen_ProgramHasEnded_GivesItsExitCode()
    {
        var id = NewId();
        var first = await OpenAsync(id);
        await PutAsync(first, "", tar => AddFile(tar, "a.txt", "alpha"));
        await first.RunAsync(Script(BuildScripts.PrintAndFail), _output, Cancel);

        await using var environment = (await LaterExecutor.ReopenAsync(id, Cancel))!;
        var result = await environment.RejoinAsync(new OutputRecorder(), Cancel).WaitAsync(Promptly, Cancel);

        result.ExitCode.Should().Be(7);
        (await ReadAsync(environment, "a.txt", 0)).Should().Be("alpha");
        (await environment.RunAsync(Script(BuildScripts.ShowFile), _output, Cancel)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Rejoin_NoProgramWasStarted_IsRefused()
    {
        var id = NewId();
        await (await OpenAsync(id)).DetachAsync(TestContext.Current.CancellationToken);

        await using var environment = (await LaterExecutor.ReopenAsync(id, Cancel))!;

        await environment.Invoking(e => e.RejoinAsync(_output, Cancel)).Should().ThrowAsync<BuildExecutorException>();
    }

    [Fact]
    public async Task Rejoin_Cancelled_EndsTheProgram()
    {
        var id = NewId();
        await StartAsync(id, BuildScripts.WriteAndWait);
        await using var environment = (await LaterExecutor.ReopenAsync(id, Cancel))!;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var rejoined = environment.RejoinAsync(_output, stop.Token);
        await stop.CancelAsync();

        await rejoined.Invoking(task => task.WaitAsync(Promptly, Cancel)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Detach_ProgramRuns_LeavesItRunning()
    {
        var id = NewId();
        var first = await OpenAsync(id);
        var output = new SignalAtOutput();
        var running = first.RunAsync(Script(BuildScripts.PrintUntilStopped), output, Cancel);
        await output.Seen.WaitAsync(Promptly, Cancel);

        await first.DetachAsync(TestContext.Current.CancellationToken);
        await running.Invoking(task => task.WaitAsync(Promptly, Cancel)).Should().ThrowAsync<OperationCanceledException>();
        await first.DisposeAsync();
        await using var environment = (await LaterExecutor.ReopenAsync(id, Cancel))!;
        var later = new SignalAtOutput();
        var rejoined = environment.RejoinAsync(later, Cancel);
        await later.Seen.WaitAsync(Promptly, Cancel);
        await PutAsync(environment, "", tar => AddFile(tar, "stop", ""));

        (await rejoined.WaitAsync(Promptly, Cancel)).ExitCode.Should().Be(5);
    }

    [Fact]
    public async Task Dispose_AfterReopening_RemovesEverything()
    {
        var id = NewId();
        await StartAsync(id, BuildScripts.WriteAndWait);

        await (await LaterExecutor.ReopenAsync(id, Cancel))!.DisposeAsync();

        (await LaterExecutor.ReopenAsync(id, Cancel)).Should().BeNull();
        await using var fresh = await OpenAsync(id);
        (await fresh.ListAsync("", Cancel)).Should().BeEmpty();
    }
}
