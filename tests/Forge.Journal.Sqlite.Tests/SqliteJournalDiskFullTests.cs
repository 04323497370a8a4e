using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Journal.Sqlite.Tests;

/// <summary>On a real file system that is really full.</summary>
public sealed class SqliteJournalDiskFullTests
{
    private const int Kibibytes = 1024;

    private static readonly StreamId Stream = new("build", "b-1");

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_DiskIsFull_LosesNothingAndGoesOnWhenThereIsRoom()
    {
        await using var disk = await TmpfsMount.CreateAsync(Kibibytes);
        using var journal = Create(disk);
        await journal.OpenAsync(Cancel);
        disk.Fill(left: 100 * 1024);

        var (acknowledged, failure) = await AppendUntilItFailsAsync(journal);

        failure.Failure.Should().Be(JournalFailure.NoSpace);
        failure.IsTransient.Should().BeTrue();
        failure.Message.Should().Contain("is full");
        (await FailureAsync(() => journal.ReadOutboxAsync(1, Cancel))).Failure.Should().Be(JournalFailure.NoSpace, "nobody may decide anything on what was read before");

        disk.MakeRoom();
        _time.Advance(TimeSpan.FromSeconds(1));
        var recorded = await journal.ReadAsync(Stream, 1, Cancel).ToListAsync(Cancel);
        recorded.Count.Should().BeInRange(acknowledged, acknowledged + 1, "what was acknowledged is there, and what failed may be");
        (await journal.AppendAsync(Batch(recorded.Count), Cancel)).Should().Be(JournalAppendStatus.Appended);
    }

    [Fact]
    public async Task Append_DiskIsStillFull_FailsAgainWithoutLosingTheLease()
    {
        await using var disk = await TmpfsMount.CreateAsync(Kibibytes);
        using var journal = Create(disk);
        await journal.AppendAsync(Batch(0), Cancel);
        var lease = await journal.ClaimAsync(Stream, "owner", TimeSpan.FromMinutes(1), Cancel);
        disk.Fill();
        await AppendUntilItFailsAsync(journal);

        _time.Advance(TimeSpan.FromSeconds(1));
        var (_, failure) = await AppendUntilItFailsAsync(journal);

        failure.Failure.Should().Be(JournalFailure.NoSpace);
        disk.MakeRoom();
        _time.Advance(TimeSpan.FromSeconds(1));
        (await journal.RenewAsync(lease!, TimeSpan.FromMinutes(1), Cancel)).Should().BeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8 * 1024)]
    [InlineData(40 * 1024)]
    public async Task Open_DiskIsFull_ThrowsAndLaterOpens(long left)
    {
        await using var disk = await TmpfsMount.CreateAsync(Kibibytes);
        disk.Fill(left);
        using var journal = Create(disk);

        (await FailureAsync(() => journal.OpenAsync(Cancel))).Failure.Should().Be(JournalFailure.NoSpace);

        disk.MakeRoom();
        (await journal.AppendAsync(Batch(0), Cancel)).Should().Be(JournalAppendStatus.Appended);
    }

    private static async Task<(int Acknowledged, JournalException Failure)> AppendUntilItFailsAsync(SqliteJournal journal)
    {
        var acknowledged = 0;
        try
        {
            acknowledged = (await journal.ReadAsync(Stream, 1, Cancel).ToListAsync(Cancel)).Count;
            while (true)
            {
                await journal.AppendAsync(Batch(acknowledged), Cancel);
                acknowledged++;
            }
        }
        catch (JournalException e)
        {
            return (acknowledged, e);
        }
    }

    private SqliteJournal Create(TmpfsMount disk) =>
        new(new SqliteJournalOptions { Path = Path.Combine(disk.Path, "journal.db") }, _time, NullLogger<SqliteJournal>.Instance);

    private static async Task<JournalException> FailureAsync(Func<Task> call) => (await call.Should().ThrowAsync<JournalException>()).Which;

    private static JournalBatch Batch(long expected) => new()
    {
        Appends =
        [
            new JournalAppend
            {
                Stream = Stream,
                ExpectedSequence = expected,
                Entries = [new JournalEntry { Type = "written", Data = $"\"{new string('x', 10_000)}\"" }],
            },
        ],
    };
}
