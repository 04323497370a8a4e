using BenchmarkDotNet.Attributes;
using Forge.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Benchmarks;

/// <summary>Every step of a build or a deployment waits for its append to be on disk. The floor is SQLite alone, with the same durability.</summary>
[MemoryDiagnoser]
public class JournalAppendBenchmarks
{
    private const string Data = """{"target":"web-1","event":"AfterInstall","attempt":1}""";

    private string _directory = "";
    private ServiceProvider _services = null!;
    private IJournal _journal = null!;
    private SqliteConnection _floor = null!;
    private SqliteCommand _insert = null!;
    private int _streams;

    /// <summary>Gets or sets how many writers append at one time: more than one share a commit.</summary>
    [Params(1, 16)]
    public int Writers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _directory = Directory.CreateTempSubdirectory("forge-").FullName;
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddSqliteJournal(journal => journal.Path = Path.Combine(_directory, "journal.db"));
        _services = services.BuildServiceProvider();
        _journal = _services.GetRequiredService<IJournal>();

        _floor = Open(Path.Combine(_directory, "floor.db"));
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        Execute("CREATE TABLE event (stream TEXT, sequence INTEGER, type TEXT, data TEXT, PRIMARY KEY (stream, sequence))");
        _insert = _floor.CreateCommand();
        _insert.CommandText = "INSERT INTO event VALUES ($stream, 1, 'step-started', $data)";
        _insert.Parameters.AddWithValue("$stream", "");
        _insert.Parameters.AddWithValue("$data", Data);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _services.Dispose();
        _floor.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public void SqliteAlone()
    {
        for (var i = 0; i < Writers; i++)
        {
            _insert.Parameters[0].Value = $"build/{_streams++}";
            _insert.ExecuteNonQuery();
        }
    }

    [Benchmark]
    public Task Journal() => Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => _journal.AppendAsync(NextBatch(), CancellationToken.None)));

    private JournalBatch NextBatch() => new()
    {
        Appends = [new JournalAppend { Stream = new StreamId("build", $"{_streams++}"), ExpectedSequence = 0, Entries = [new JournalEntry { Type = "step-started", Data = Data }] }],
    };

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        return connection;
    }

    private void Execute(string statement)
    {
        using var command = _floor.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
