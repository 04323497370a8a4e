using Microsoft.Data.Sqlite;

namespace Forge.Journal.Sqlite;

/// <summary>Short forms for statements that run once.</summary>
internal static class SqliteConnectionExtensions
{
    /// <summary>Runs statements without a result.</summary>
    public static void Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Reads one number.</summary>
    public static long ReadNumber(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Reads one text.</summary>
    public static string ReadText(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)command.ExecuteScalar()!;
    }
}
