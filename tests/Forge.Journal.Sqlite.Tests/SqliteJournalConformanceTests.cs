using Forge.Conformance;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Journal.Sqlite.Tests;

public sealed class SqliteJournalConformanceTests : JournalConformanceTests, IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly SqliteJournal _journal;

    public SqliteJournalConformanceTests() =>
        _journal = new SqliteJournal(new SqliteJournalOptions { Path = _directory.Combine("journal.db") }, _time, NullLogger<SqliteJournal>.Instance);

    protected override IJournal Journal => _journal;

    public void Dispose()
    {
        _journal.Dispose();
        _directory.Dispose();
    }

    protected override Task AdvanceAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}
