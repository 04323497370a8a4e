using Forge.Journal;
using Forge.Pipelines.Runs;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Forge.Pipelines.Tests.Runs;

public sealed class PipelineTriggerTests
{
    private readonly FakeJournal _journal = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handle_PushToFollowedBranch_StartsRunOfThatCommit()
    {
        await CreateSut().HandleAsync(PushEvents.ToBranch("refs/heads/main"), Cancel);

        var run = (await new PipelineEngine(_journal).ListAsync(Cancel).ToListAsync(Cancel)).Should().ContainSingle().Subject;
        var result = await new PipelineEngine(_journal).GetAsync(run, Cancel);
        result!.Commit.Should().Be(PushEvents.Commit);
        result.Pipeline.Should().Be("shop");
        result.Status.Should().Be(PipelineRunStatus.InProgress);
    }

    [Fact]
    public async Task Handle_SameEventTwice_StartsOneRun()
    {
        var trigger = CreateSut();

        await trigger.HandleAsync(PushEvents.ToBranch("refs/heads/main"), Cancel);
        await trigger.HandleAsync(PushEvents.ToBranch("refs/heads/main"), Cancel);

        (await new PipelineEngine(_journal).ListAsync(Cancel).ToListAsync(Cancel)).Should().ContainSingle();
    }

    [Theory]
    [InlineData("refs/heads/feature", "shop", "updated")]
    [InlineData("refs/tags/main", "shop", "created")]
    [InlineData("refs/heads/main", "other", "updated")]
    [InlineData("refs/heads/main", "shop", "deleted")]
    public async Task Handle_PushThatNoPipelineFollows_StartsNothing(string reference, string repository, string kind)
    {
        await CreateSut().HandleAsync(PushEvents.ToBranch(reference, repository, kind), Cancel);

        (await new PipelineEngine(_journal).ListAsync(Cancel).ToListAsync(Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Handle_OtherEvent_StartsNothing()
    {
        await CreateSut().HandleAsync(PushEvents.ToBranch("refs/heads/main") with { Type = "forge.build.ended" }, Cancel);

        (await new PipelineEngine(_journal).ListAsync(Cancel).ToListAsync(Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Get_EventOfNewerVersion_RefusesInsteadOfSkipping()
    {
        var entry = new JournalEntry { Type = "RunStarted", Version = 99, Data = "{}" };
        await _journal.AppendAsync(new JournalBatch { Appends = [new JournalAppend { Stream = new("pipeline", "r"), ExpectedSequence = 0, Entries = [entry] }] }, Cancel);

        var get = () => new PipelineEngine(_journal).GetAsync("r", Cancel);

        (await get.Should().ThrowAsync<JournalException>()).Which.Failure.Should().Be(JournalFailure.Unsupported);
    }

    private PipelineTrigger CreateSut()
    {
        var options = new PipelinesOptions { Pipelines = { new PipelineOptions { Name = "shop", Repository = "shop" } } };
        return new PipelineTrigger(_journal, Options.Create(options), NullLogger<PipelineTrigger>.Instance);
    }
}
