using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Journal.Sqlite.Tests;

public sealed class SqliteJournalCrashTests : IDisposable
{
    private const int Rounds = 20;
    private const int MostLines = 120;
    private const int Seed = 4711;

    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Path => _directory.Combine("journal.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Append_WriterIsKilledAtRandomPoints_NothingAcknowledgedIsLost()
    {
        var random = new Random(Seed);
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            await WriteAndKillAsync(random.Next(1, MostLines), acknowledged);

            using var journal = Open();
            var recorded = await RecordedAsync(journal);
            acknowledged.Except(recorded).Should().BeEmpty($"they were acknowledged before kill {round}");
            var outbox = await journal.ReadOutboxAsync(int.MaxValue, Cancel);
            recorded.SetEquals(outbox.Select(e => e.Id)).Should().BeTrue("events and outbox are one step");
        }

        acknowledged.Should().HaveCountGreaterThan(Rounds);
    }

    [Fact]
    public async Task Open_HostWasKilled_ItsLeasesAreFreeAtOnce()
    {
        using (var writer = JournalWriterProcess.Start(Path))
        {
            (await writer.ReadLineAsync(Cancel)).Should().Be(JournalWriterProcess.Ready);
            await writer.KillAsync();
        }

        using var journal = Open();

        var lease = await journal.ClaimAsync(JournalWriterProcess.Held, "the next host", TimeSpan.FromSeconds(15), Cancel);

        lease!.Epoch.Should().Be(2);
    }

    [Fact]
    public async Task Open_AnotherProcessUsesTheJournal_NamesIt()
    {
        using var writer = JournalWriterProcess.Start(Path);
        (await writer.ReadLineAsync(Cancel)).Should().Be(JournalWriterProcess.Ready);
        using var journal = Open();

        var opening = () => journal.OpenAsync(Cancel);

        var failure = (await opening.Should().ThrowAsync<JournalException>()).Which;
        failure.Failure.Should().Be(JournalFailure.InUse);
        failure.Message.Should().Contain($"process {writer.Id}").And.Contain("boot ").And.Contain("Stop it, or give this host a journal of its own.");
    }

    private async Task WriteAndKillAsync(int lines, HashSet<string> acknowledged)
    {
        using var writer = JournalWriterProcess.Start(Path);
        (await writer.ReadLineAsync(Cancel)).Should().Be(JournalWriterProcess.Ready);
        for (var i = 0; i < lines; i++)
        {
            acknowledged.Add((await writer.ReadLineAsync(Cancel))!);
        }

        await writer.KillAsync();

        // What it still said before it died counts as well; a last line without its end does not.
        while (await writer.ReadLineAsync(Cancel) is { } line)
        {
            if (line.Split(' ') is [_, { Length: > 0 }])
            {
                acknowledged.Add(line);
            }
        }
    }

    private static async Task<HashSet<string>> RecordedAsync(SqliteJournal journal)
    {
        var recorded = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in (string[])["stream", "held"])
        {
            await foreach (var stream in journal.ListAsync(kind, Cancel))
            {
                var events = await journal.ReadAsync(stream, 1, Cancel).ToListAsync(Cancel);
                events.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), "there are no gaps");
                recorded.UnionWith(events.Select(e => $"{stream} {e.Sequence}"));
            }
        }

        return recorded;
    }

    private SqliteJournal Open() => new(new SqliteJournalOptions { Path = Path }, TimeProvider.System, NullLogger<SqliteJournal>.Instance);
}
