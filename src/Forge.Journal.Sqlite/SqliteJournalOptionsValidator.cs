using Microsoft.Extensions.Options;

namespace Forge.Journal.Sqlite;

/// <summary>Checks the options when the host starts.</summary>
[OptionsValidator]
internal sealed partial class SqliteJournalOptionsValidator : IValidateOptions<SqliteJournalOptions>;
