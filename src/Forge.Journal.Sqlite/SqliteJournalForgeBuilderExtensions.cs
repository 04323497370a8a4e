using Forge.Journal;
using Forge.Journal.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds the journal in SQLite.</summary>
public static class SqliteJournalForgeBuilderExtensions
{
    /// <summary>Adds a journal in one file, which serves one host.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the journal's options, validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <remarks>
    /// A host opens the journal when it starts, and does not start when another host uses the file. Without a host, the journal
    /// is opened by its first use.
    /// </remarks>
    public static IForgeBuilder AddSqliteJournal(this IForgeBuilder builder, Action<SqliteJournalOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        builder.Services.AddOptionsWithValidateOnStart<SqliteJournalOptions, SqliteJournalOptionsValidator>().Configure(configure);
        builder.Services.AddSingleton(services => new SqliteJournal(
            services.GetRequiredService<IOptions<SqliteJournalOptions>>().Value,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<SqliteJournal>>()));
        builder.Services.AddSingleton<IJournal>(services => services.GetRequiredService<SqliteJournal>());
        builder.Services.AddSingleton<IHostedService, SqliteJournalStart>();
        return builder;
    }
}
