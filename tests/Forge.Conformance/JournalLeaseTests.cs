using FluentAssertions;
using Forge.Journal;
using Xunit;

namespace Forge.Conformance;

/// <summary>The part of <see cref="JournalConformanceTests"/> that is about leases.</summary>
public abstract class JournalLeaseTests : JournalHistoryTests
{
    [Fact]
    public async Task Append_UnderALease_IsRecorded()
    {
        var lease = await ClaimNewAsync(First);

        (await AppendAsync(First, 1, lease, "two")).Should().Be(JournalAppendStatus.Appended);
    }

    [Fact]
    public async Task Append_UnderALeaseOfAnotherHistory_IsRecorded()
    {
        var lease = await ClaimNewAsync(First);

        (await AppendAsync(Second, 0, lease, "one")).Should().Be(JournalAppendStatus.Appended);
    }

    [Fact]
    public async Task Append_LeaseWasGrantedToSomebodyElse_IsFenced()
    {
        var frozen = await ClaimNewAsync(First);
        await AdvanceAsync(Ttl);
        (await Journal.ClaimAsync(First, "second", Ttl, Cancel)).Should().NotBeNull();
        var batch = Batch(Append(First, 1, "lost")) with { Lease = frozen, Outbox = [Event("e-1")] };

        var status = await Journal.AppendAsync(batch, Cancel);

        status.Should().Be(JournalAppendStatus.Fenced);
        (await TypesAsync(First)).Should().Equal("one");
        (await Journal.ReadOutboxAsync(10, Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Append_LeaseWasGrantedToSomebodyElseAndSequenceIsWrong_IsFenced()
    {
        var frozen = await ClaimNewAsync(First);
        await AdvanceAsync(Ttl);
        var second = await Journal.ClaimAsync(First, "second", Ttl, Cancel);
        await AppendAsync(First, 1, second, "two");

        (await AppendAsync(First, 1, frozen, "lost")).Should().Be(JournalAppendStatus.Fenced);
    }

    [Fact]
    public async Task Append_LeaseHasExpiredAndNobodyTookIt_IsRecorded()
    {
        var lease = await ClaimNewAsync(First);
        await AdvanceAsync(Ttl + Ttl);

        (await AppendAsync(First, 1, lease, "two")).Should().Be(JournalAppendStatus.Appended);
    }

    [Fact]
    public async Task Append_LeaseWasGivenBack_IsFenced()
    {
        var lease = await ClaimNewAsync(First);
        await Journal.ReleaseAsync(lease, Cancel);

        (await AppendAsync(First, 1, lease, "lost")).Should().Be(JournalAppendStatus.Fenced);
    }

    [Fact]
    public async Task Append_LeaseThatWasNeverGranted_IsFenced()
    {
        var lease = await ClaimNewAsync(First);

        (await AppendAsync(First, 1, lease with { Epoch = lease.Epoch + 1 }, "lost")).Should().Be(JournalAppendStatus.Fenced);
        (await AppendAsync(First, 1, lease with { Owner = "other" }, "lost")).Should().Be(JournalAppendStatus.Fenced);
        (await AppendAsync(First, 1, lease with { Stream = Second }, "lost")).Should().Be(JournalAppendStatus.Fenced);
    }

    [Fact]
    public async Task Append_WithoutALeaseToAHeldHistory_IsRecordedAndTheDriverConflicts()
    {
        var lease = await ClaimNewAsync(First);

        (await AppendAsync(First, 1, "a user's wish to stop")).Should().Be(JournalAppendStatus.Appended);

        (await AppendAsync(First, 1, lease, "lost")).Should().Be(JournalAppendStatus.Conflict);
        (await AppendAsync(First, 2, lease, "three")).Should().Be(JournalAppendStatus.Appended);
    }

    [Fact]
    public async Task Claim_NoSuchHistory_IsNull() => (await Journal.ClaimAsync(First, "owner", Ttl, Cancel)).Should().BeNull();

    [Fact]
    public async Task Claim_Free_GrantsALease()
    {
        await AppendAsync(First, 0, "one");

        var lease = await Journal.ClaimAsync(First, "owner", Ttl, Cancel);

        lease.Should().BeEquivalentTo(new { Stream = First, Owner = "owner" });
        lease!.Epoch.Should().BePositive();
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("somebody else")]
    public async Task Claim_Held_IsNull(string owner)
    {
        await ClaimNewAsync(First);

        (await Journal.ClaimAsync(First, owner, Ttl, Cancel)).Should().BeNull();
        (await Journal.ClaimNextAsync(First.Kind, owner, Ttl, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Claim_ShortlyBeforeTheLeaseExpires_IsNull()
    {
        await ClaimNewAsync(First);
        await AdvanceAsync(Ttl - Moment);

        (await Journal.ClaimAsync(First, "second", Ttl, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Claim_AfterTheLeaseExpired_GrantsAGreaterEpoch()
    {
        var first = await ClaimNewAsync(First);
        await AdvanceAsync(Ttl);

        var second = await Journal.ClaimAsync(First, "second", Ttl, Cancel);

        second!.Epoch.Should().BeGreaterThan(first.Epoch);
    }

    [Fact]
    public async Task Claim_AfterTheLeaseWasGivenBack_GrantsAGreaterEpoch()
    {
        var first = await ClaimNewAsync(First);
        await Journal.ReleaseAsync(first, Cancel);

        var second = await Journal.ClaimAsync(First, "owner", Ttl, Cancel);

        second!.Epoch.Should().BeGreaterThan(first.Epoch);
    }

    [Fact]
    public async Task Claim_SeveralHistories_EpochsGrowAcrossAll()
    {
        var epochs = new List<long>();
        foreach (var stream in (StreamId[])[First, Other, Second])
        {
            epochs.Add((await ClaimNewAsync(stream)).Epoch);
        }

        epochs.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Claim_Closed_IsNull()
    {
        var lease = await ClaimNewAsync(First);
        await Journal.AppendAsync(Batch(Append(First, 1, "ended") with { Closes = true }) with { Lease = lease }, Cancel);
        await Journal.ReleaseAsync(lease, Cancel);

        (await Journal.ClaimAsync(First, "second", Ttl, Cancel)).Should().BeNull();
        (await Journal.ClaimNextAsync(First.Kind, "second", Ttl, Cancel)).Should().BeNull();
        (await TypesAsync(First)).Should().Equal("one", "ended");
    }

    [Fact]
    public async Task ClaimNext_GrantsTheOldestThatIsFree()
    {
        await AppendAsync(Second, 0, "one");
        await AppendAsync(Other, 0, "one");
        await AppendAsync(First, 0, "one");
        await AppendAsync(Second, 1, "two");

        (await Journal.ClaimNextAsync("build", "a", Ttl, Cancel))!.Stream.Should().Be(Second);
        (await Journal.ClaimNextAsync("build", "b", Ttl, Cancel))!.Stream.Should().Be(First);
        (await Journal.ClaimNextAsync("build", "c", Ttl, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task ClaimNext_ManyClaimants_EachGetsAnother()
    {
        const int Histories = 20;
        for (var i = 0; i < Histories; i++)
        {
            await AppendAsync(new StreamId("build", $"b-{i}"), 0, "one");
        }

        var leases = await Task.WhenAll(Enumerable.Range(0, Histories + 2).Select(i =>
            Task.Run(() => Journal.ClaimNextAsync("build", $"owner-{i}", Ttl, Cancel), Cancel)));

        leases.OfType<JournalLease>().Select(lease => lease.Stream).Should().HaveCount(Histories).And.OnlyHaveUniqueItems();
        leases.OfType<JournalLease>().Select(lease => lease.Epoch).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Renew_Held_ProlongsFromNow()
    {
        var lease = await ClaimNewAsync(First);
        await AdvanceAsync(Ttl - Moment);

        (await Journal.RenewAsync(lease, Ttl, Cancel)).Should().BeTrue();

        await AdvanceAsync(Ttl - Moment);
        (await Journal.ClaimAsync(First, "second", Ttl, Cancel)).Should().BeNull();
        (await AppendAsync(First, 1, lease, "two")).Should().Be(JournalAppendStatus.Appended);
    }

    [Fact]
    public async Task Renew_ExpiredAndNobodyTookIt_HoldsAgain()
    {
        var lease = await ClaimNewAsync(First);
        await AdvanceAsync(Ttl + Ttl);

        (await Journal.RenewAsync(lease, Ttl, Cancel)).Should().BeTrue();

        (await Journal.ClaimAsync(First, "second", Ttl, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Renew_SomebodyElseHasIt_IsFalse()
    {
        var lease = await ClaimNewAsync(First);
        await AdvanceAsync(Ttl);
        await Journal.ClaimAsync(First, "second", Ttl, Cancel);

        (await Journal.RenewAsync(lease, Ttl, Cancel)).Should().BeFalse();
    }

    [Fact]
    public async Task Renew_GivenBack_IsFalse()
    {
        var lease = await ClaimNewAsync(First);
        await Journal.ReleaseAsync(lease, Cancel);

        (await Journal.RenewAsync(lease, Ttl, Cancel)).Should().BeFalse();
        (await Journal.RenewAsync(lease with { Stream = Second }, Ttl, Cancel)).Should().BeFalse();
    }

    [Fact]
    public async Task Release_SomebodyElseHasIt_ChangesNothing()
    {
        var lease = await ClaimNewAsync(First);
        await AdvanceAsync(Ttl);
        var second = await Journal.ClaimAsync(First, "second", Ttl, Cancel);

        await Journal.ReleaseAsync(lease, Cancel);
        await Journal.ReleaseAsync(lease with { Stream = Second }, Cancel);

        (await Journal.ClaimAsync(First, "third", Ttl, Cancel)).Should().BeNull();
        (await Journal.RenewAsync(second!, Ttl, Cancel)).Should().BeTrue();
    }

    [Theory]
    [InlineData(999)]
    [InlineData(0)]
    [InlineData(-1000)]
    [InlineData(3_600_001)]
    public async Task ClaimAndRenew_TimeToLiveOutOfRange_Throws(int milliseconds)
    {
        var lease = await ClaimNewAsync(First);
        var ttl = TimeSpan.FromMilliseconds(milliseconds);
        Func<Task>[] calls =
        [
            () => Journal.ClaimAsync(First, "owner", ttl, Cancel),
            () => Journal.ClaimNextAsync("build", "owner", ttl, Cancel),
            () => Journal.RenewAsync(lease, ttl, Cancel),
        ];

        foreach (var call in calls)
        {
            await call.Should().ThrowAsync<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public async Task Claim_WithoutAnOwner_Throws()
    {
        await AppendAsync(First, 0, "one");

        var claiming = () => Journal.ClaimAsync(First, " ", Ttl, Cancel);

        await claiming.Should().ThrowAsync<ArgumentException>();
    }

    protected async Task<JournalLease> ClaimNewAsync(StreamId stream)
    {
        await AppendAsync(stream, 0, "one");
        return (await Journal.ClaimAsync(stream, "owner", Ttl, Cancel))!;
    }
}
