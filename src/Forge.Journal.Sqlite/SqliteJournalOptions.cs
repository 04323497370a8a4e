using System.ComponentModel.DataAnnotations;

namespace Forge.Journal.Sqlite;

/// <summary>Where the journal is. Read once, when the journal is created.</summary>
public sealed class SqliteJournalOptions
{
    /// <summary>Gets or sets the database file, absolute or relative to the working directory.</summary>
    /// <value>
    /// Must be set. The file and its directory are made when they are missing. It must be on a local file system, and files with
    /// the same name and endings of their own appear beside it: keep them together.
    /// </value>
    [Required]
    public string Path { get; set; } = "";

    /// <summary>Gets or sets a value indicating whether the journal is only read, while another process may be driving it.</summary>
    /// <value>The default is <see langword="false"/>. When it is <see langword="true"/>, the file must exist, and every member that changes something throws <see cref="InvalidOperationException"/>.</value>
    public bool ReadOnly { get; set; }
}
