using Forge.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Journal.Sqlite.Tests;

public sealed class SqliteJournalTests : IDisposable
{
    private const int PageSize = 4096;

    private static readonly StreamId Stream = new("build", "b-1");
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(15);

    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Path => _directory.Combine("state", "journal.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Open_AgainAfterClosing_FindsEverything()
    {
        long epoch;
        using (var journal = Create())
        {
            await journal.AppendAsync(Batch(0) with { Outbox = [Event("e")], Timers = [Timer("t", TimeSpan.FromMinutes(5))] }, Cancel);
            epoch = (await journal.ClaimAsync(Stream, "first host", Ttl, Cancel))!.Epoch;
        }

        _time.Advance(TimeSpan.FromMinutes(5));
        using var again = Create();

        (await again.ReadAsync(Stream, 1, Cancel).ToListAsync(Cancel)).Should().ContainSingle().Which.RecordedAt.Should().Be(_time.Start);
        (await again.ReadOutboxAsync(10, Cancel)).Should().Equal(Event("e"));
        (await again.ReadDueTimersAsync(10, Cancel)).Should().ContainSingle().Which.Name.Should().Be("t");
        (await again.ClaimAsync(Stream, "second host", Ttl, Cancel))!.Epoch.Should().Be(epoch + 1);
    }

    [Fact]
    public async Task Open_LeaseOfTheHostBefore_IsFencedWhenItWritesLater()
    {
        JournalLease lease;
        using (var journal = Create())
        {
            await journal.AppendAsync(Batch(0), Cancel);
            lease = (await journal.ClaimAsync(Stream, "first host", Ttl, Cancel))!;
        }

        using var again = Create();

        (await again.AppendAsync(Batch(1) with { Lease = lease }, Cancel)).Should().Be(JournalAppendStatus.Fenced);
        (await again.RenewAsync(lease, Ttl, Cancel)).Should().BeFalse();
    }

    [Fact]
    public async Task Open_InUseByThisProcess_Throws()
    {
        using var journal = Create();
        await journal.OpenAsync(Cancel);
        using var second = Create();

        var failure = await FailureAsync(() => second.AppendAsync(Batch(0), Cancel));

        failure.Failure.Should().Be(JournalFailure.InUse);
        failure.Message.Should().Contain($"process {Environment.ProcessId}, on ");
        journal.Dispose();
        (await second.AppendAsync(Batch(0), Cancel)).Should().Be(JournalAppendStatus.Appended);
    }

    [Fact]
    public async Task Open_DirectoryCannotBeMade_Throws()
    {
        _directory.Write("state", "a file in the place of the directory");
        using var journal = Create();

        var failure = await FailureAsync(() => journal.OpenAsync(Cancel));

        failure.Failure.Should().Be(JournalFailure.Unavailable);
        failure.Message.Should().Contain($"'{Path}'");
    }

    [Fact]
    public async Task Open_RemainsOfACreationThatWasCutShort_AreReplaced()
    {
        _directory.Write("state/journal.db-new", "half a database");
        using var journal = Create();

        (await journal.AppendAsync(Batch(0), Cancel)).Should().Be(JournalAppendStatus.Appended);

        File.Exists($"{Path}-new").Should().BeFalse();
    }

    public static TheoryData<string, JournalFailure, string> Damages => new()
    {
        { "empty", JournalFailure.Corrupt, "is damaged: the file is empty" },
        { "not a database", JournalFailure.Corrupt, "is damaged" },
        { "cut off", JournalFailure.Corrupt, "is damaged" },
        { "pages overwritten", JournalFailure.Corrupt, "is damaged" },
        { "another database", JournalFailure.Unsupported, "is a database, but not a journal of Forge" },
        { "newer", JournalFailure.Unsupported, "has version 3, and this Forge knows version 2" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Open_FileCannotBeTrusted_ThrowsAndLeavesIt(string damage, JournalFailure expected, string why)
    {
        await FillAsync();
        Damage(damage);
        var before = await File.ReadAllBytesAsync(Path, Cancel);
        using var journal = Create();

        var failure = await FailureAsync(() => journal.ReadDueTimersAsync(1, Cancel));

        failure.Failure.Should().Be(expected);
        failure.Message.Should().Contain(why).And.Contain(Path);
        (await File.ReadAllBytesAsync(Path, Cancel)).Should().Equal(before);
    }

    [Fact]
    public async Task Open_BackupWasPutInPlace_GoesOn()
    {
        await FillAsync();
        var backup = await File.ReadAllBytesAsync(Path, Cancel);
        Damage("not a database");
        using var journal = Create();
        await FailureAsync(() => journal.OpenAsync(Cancel));

        await File.WriteAllBytesAsync(Path, backup, Cancel);

        await journal.OpenAsync(Cancel);
        (await journal.ListAsync("build", Cancel).ToListAsync(Cancel)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task ReadOnly_WhileAHostWrites_SeesWhatWasRecorded()
    {
        using var writer = Create();
        await writer.AppendAsync(Batch(0), Cancel);
        using var reader = Create(isReadOnly: true);
        (await reader.ReadAsync(Stream, 1, Cancel).ToListAsync(Cancel)).Should().HaveCount(1);

        await writer.AppendAsync(Batch(1), Cancel);

        (await reader.ReadAsync(Stream, 1, Cancel).ToListAsync(Cancel)).Should().HaveCount(2);
        (await reader.ListAsync("build", Cancel).ToListAsync(Cancel)).Should().Equal(Stream);
    }

    [Fact]
    public async Task ReadOnly_AfterTheHostHasEnded_SeesWhatWasRecorded()
    {
        await FillAsync();
        using var reader = Create(isReadOnly: true);

        (await reader.ListAsync("build", Cancel).ToListAsync(Cancel)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task ReadOnly_Changes_AreRefused()
    {
        await FillAsync();
        using var reader = Create(isReadOnly: true);

        var appending = () => reader.AppendAsync(Batch(0), Cancel);

        (await appending.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*is open for reading only*");
    }

    [Fact]
    public async Task ReadOnly_NoJournal_ThrowsAndMakesNone()
    {
        using var reader = Create(isReadOnly: true);

        var failure = await FailureAsync(() => reader.ReadOutboxAsync(1, Cancel));

        failure.Failure.Should().Be(JournalFailure.Unavailable);
        failure.Message.Should().Contain("There is no journal");
        Directory.Exists(_directory.Combine("state")).Should().BeFalse();
    }

    [Fact]
    public async Task Claim_WallClockIsSetForward_LeaseStays()
    {
        var wall = new SettableWall(_time);
        using var journal = Create(wall);
        await journal.AppendAsync(Batch(0) with { Timers = [Timer("t", TimeSpan.FromMinutes(1))] }, Cancel);
        await journal.ClaimAsync(Stream, "owner", Ttl, Cancel);

        wall.Shift = TimeSpan.FromHours(1);

        (await journal.ClaimAsync(Stream, "other", Ttl, Cancel)).Should().BeNull();
        (await journal.ReadDueTimersAsync(1, Cancel)).Should().BeEmpty();
        await journal.AppendAsync(Batch(1), Cancel);
        (await journal.ReadAsync(Stream, 2, Cancel).SingleAsync(Cancel)).RecordedAt.Should().Be(_time.Start + wall.Shift);
    }

    [Fact]
    public async Task Claim_WallClockIsSetBack_LeaseExpiresInTime()
    {
        var wall = new SettableWall(_time);
        using var journal = Create(wall);
        await journal.AppendAsync(Batch(0), Cancel);
        await journal.ClaimAsync(Stream, "owner", Ttl, Cancel);
        wall.Shift = TimeSpan.FromHours(-2);

        _time.Advance(Ttl);

        (await journal.ClaimAsync(Stream, "other", Ttl, Cancel)).Should().NotBeNull();
    }

    [Fact]
    public async Task Append_ManyAtOnce_AreAllRecorded()
    {
        using var journal = Create();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => journal.AppendAsync(Batch(0, new StreamId("build", $"b-{i % 500}")), Cancel)));

        statuses.CountBy(status => status).Should().BeEquivalentTo(
            new Dictionary<JournalAppendStatus, int> { [JournalAppendStatus.Appended] = 500, [JournalAppendStatus.Conflict] = 500 });
    }

    [Fact]
    public async Task Append_CallerLeavesBeforeItsTurn_Throws()
    {
        using var journal = Create();
        await journal.OpenAsync(Cancel);
        using var cancel = new CancellationTokenSource();
        var appends = Enumerable.Range(0, 50).Select(i => journal.AppendAsync(Batch(0, new StreamId("build", $"b-{i}")), cancel.Token)).ToArray();

        await cancel.CancelAsync();

        await Task.WhenAll(appends).ContinueWith(_ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
        appends.Should().OnlyContain(append => append.IsCompletedSuccessfully || append.IsCanceled);
        (await journal.ListAsync("build", Cancel).ToListAsync(Cancel)).Count.Should().BeGreaterThanOrEqualTo(appends.Count(append => append.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task EveryMember_AfterDispose_Throws()
    {
        var journal = Create();
        await journal.OpenAsync(Cancel);
        journal.Dispose();
        journal.Dispose();

        var appending = () => journal.AppendAsync(Batch(0), Cancel);

        await appending.Should().ThrowAsync<ObjectDisposedException>();
    }

    private async Task FillAsync()
    {
        using var journal = Create();
        for (var i = 0; i < 40; i++)
        {
            await journal.AppendAsync(Batch(0, new StreamId("build", $"b-{i}"), new string('x', 5000)), Cancel);
        }
    }

    private void Damage(string damage)
    {
        using var file = File.Open(Path, FileMode.Open, FileAccess.ReadWrite);
        switch (damage)
        {
            case "empty":
                file.SetLength(0);
                break;
            case "not a database":
                file.Write("This is not a database."u8);
                break;
            case "cut off":
                file.SetLength(file.Length / 2);
                break;
            case "pages overwritten":
                file.Position = 2 * PageSize;
                file.Write(new byte[4 * PageSize]);
                break;
            case "another database":
                Execute("PRAGMA application_id = 1");
                break;
            default:
                Execute("UPDATE journal SET version = 3");
                break;
        }
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        connection.Run(sql);
    }

    private SqliteJournal Create(TimeProvider? time = null, bool isReadOnly = false) =>
        new(new SqliteJournalOptions { Path = Path, ReadOnly = isReadOnly }, time ?? _time, NullLogger<SqliteJournal>.Instance);

    private static async Task<JournalException> FailureAsync(Func<Task> call) => (await call.Should().ThrowAsync<JournalException>()).Which;

    private static JournalBatch Batch(long expected) => Batch(expected, Stream);

    private static JournalBatch Batch(long expected, StreamId stream, string text = "") => new()
    {
        Appends = [new JournalAppend { Stream = stream, ExpectedSequence = expected, Entries = [new JournalEntry { Type = "written", Data = $"{{\"text\":\"{text}\"}}" }] }],
    };

    private static JournalTimer Timer(string name, TimeSpan delay) => new() { Stream = Stream, Name = name, Delay = delay };

    private static ForgeEvent Event(string id) => new() { Id = id, Type = "forge.test", Subject = "subject", Data = "{}" };

    /// <summary>A clock whose wall time somebody sets, while the monotonic time goes on.</summary>
    private sealed class SettableWall(TimeProvider clock) : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Shift;

        public override long GetTimestamp() => clock.GetTimestamp();
    }
}
