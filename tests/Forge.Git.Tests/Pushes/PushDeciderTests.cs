using System.Text.Json;
using Forge.Git.Pushes;
using Forge.Journal;

namespace Forge.Git.Tests.Pushes;

public sealed class PushDeciderTests
{
    private const string Main = "refs/heads/main";
    private const string None = "0000000000000000000000000000000000000000";
    private const string A = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string C = "cccccccccccccccccccccccccccccccccccccccc";

    [Theory]
    [InlineData(None, A, A, true)]
    [InlineData(None, A, None, false)]
    [InlineData(A, B, B, true)]
    [InlineData(A, B, A, false)]
    [InlineData(A, B, C, false)]
    [InlineData(A, None, None, true)]
    [InlineData(A, None, A, false)]
    public void FindMoved_OneOpenPush_ComparesTheRef(string old, string @new, string current, bool expected) =>
        FindMoved("p1", [Accepted("p1", old, @new)], current).Should().HaveCount(expected ? 1 : 0);

    [Fact]
    public void FindMoved_AnotherPushWentOnFromIt_HasMoved() =>
        FindMoved("p1", [Accepted("p1", None, A), Accepted("p2", A, B), Ended("p2", A, B)], B).Should().ContainSingle();

    [Fact]
    public void FindMoved_AnotherPushMadeTheSameChange_HasNotMoved() =>
        FindMoved("p1", [Accepted("p1", A, B), Accepted("p2", A, B), Ended("p2", A, B)], B).Should().BeEmpty();

    [Fact]
    public void FindMoved_SameCommitFromElsewhereBefore_HasMoved() =>
        FindMoved("p3", [Accepted("p1", None, C), Accepted("p2", None, A), Ended("p2", None, A), Accepted("p3", B, A)], A).Should().ContainSingle();

    [Fact]
    public void Apply_Ended_ForgetsWhatNobodyNeeds() =>
        Fold([Accepted("p1", None, A), Ended("p1", None, A)]).Should().BeEquivalentTo(new { Sequence = 2, Pushes = Array.Empty<PushEntry>() });

    [Fact]
    public void Apply_Abandoned_ClosesThePush() =>
        Fold([Accepted("p1", None, A), Entry(PushState.Abandoned, JsonSerializer.Serialize(new EndedPush { Push = "p1", Updates = [] }, PushJson.Default.EndedPush))]).Open.Should().BeEmpty();

    [Theory]
    [InlineData("Unknown", 1)]
    [InlineData("PushAccepted", 2)]
    public void Apply_UnknownEvent_IsRefused(string type, int version)
    {
        var fold = () => Fold([new JournalEntry { Type = type, Version = version, Data = "{}" }]);

        fold.Should().Throw<JournalException>().WithMessage($"*'{type}' of version {version}*").Which.Failure.Should().Be(JournalFailure.Unsupported);
    }

    private static IReadOnlyList<RefUpdate> FindMoved(string push, JournalEntry[] history, string current)
    {
        var state = Fold(history);
        var refs = CommitId.Parse(current) is { IsNone: false } commit ? new Dictionary<string, CommitId> { [Main] = commit } : [];
        return PushDecider.FindMoved(state, state.FindOpen(push)!, refs);
    }

    private static PushState Fold(JournalEntry[] history) => history.Select((entry, i) => new JournalEvent
    {
        Stream = new StreamId("git-repository", "x"),
        Sequence = i + 1,
        RecordedAt = default,
        Entry = entry,
    }).Aggregate(PushState.Empty, (state, e) => state.Apply(e));

    private static JournalEntry Accepted(string push, string old, string @new) => Entry(PushState.Accepted, JsonSerializer.Serialize(
        new AcceptedPush { Push = push, User = "ann", Repository = "shop", ProcessGroup = 0, Updates = [Update(old, @new)] }, PushJson.Default.AcceptedPush));

    private static JournalEntry Ended(string push, string old, string @new) =>
        Entry(PushState.Updated, JsonSerializer.Serialize(new EndedPush { Push = push, Updates = [Update(old, @new)] }, PushJson.Default.EndedPush));

    private static JournalEntry Entry(string type, string data) => new() { Type = type, Data = data };

    private static RefUpdate Update(string old, string @new) => new() { Ref = Main, Old = old, New = @new };
}
