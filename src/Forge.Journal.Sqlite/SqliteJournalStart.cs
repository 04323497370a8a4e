using Microsoft.Extensions.Hosting;

namespace Forge.Journal.Sqlite;

/// <summary>Opens the journal when the host starts, so that a second host on the same file fails at once and not at its first event.</summary>
internal sealed class SqliteJournalStart(SqliteJournal journal) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => journal.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
