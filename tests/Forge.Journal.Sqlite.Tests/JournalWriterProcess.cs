using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Journal.Sqlite.Tests;

/// <summary>Another process that opens a journal and appends to it as fast as it can, and says what was acknowledged, until it is killed.</summary>
internal sealed class JournalWriterProcess : IDisposable
{
    /// <summary>The argument with which this program writes instead of running tests.</summary>
    public const string Mode = "write-journal";

    /// <summary>The line that says that the journal is open and a lease is held.</summary>
    public const string Ready = "ready";

    private const int Writers = 4;

    private static readonly TimeSpan LeaseTime = TimeSpan.FromHours(1);

    private readonly Process _process;

    private JournalWriterProcess(Process process) => _process = process;

    /// <summary>Gets the history that the process holds a lease on.</summary>
    public static StreamId Held { get; } = new("held", "by-the-writer");

    /// <summary>Gets the process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts the process.</summary>
    public static JournalWriterProcess Start(string path) => new(Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!) { ArgumentList = { typeof(JournalWriterProcess).Assembly.Location, Mode, path }, RedirectStandardOutput = true })!);

    /// <summary>What the process does.</summary>
    public static async Task<int> WriteAsync(string path)
    {
        using var journal = new SqliteJournal(new SqliteJournalOptions { Path = path }, TimeProvider.System, NullLogger<SqliteJournal>.Instance);
        var held = (await journal.ReadAsync(Held, 1, CancellationToken.None).ToListAsync()).Count;
        await journal.AppendAsync(BatchOf(Held, held), CancellationToken.None);
        await journal.ClaimAsync(Held, $"process {Environment.ProcessId}", LeaseTime, CancellationToken.None);
        Say(Ready);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => AppendForEverAsync(journal, new StreamId("stream", $"s-{writer}"))));
        return 0;
    }

    /// <summary>Returns the batch that follows some events: one more, and an event in the outbox that bears its number.</summary>
    public static JournalBatch BatchOf(StreamId stream, long expected) => new()
    {
        Appends = [new JournalAppend { Stream = stream, ExpectedSequence = expected, Entries = [new JournalEntry { Type = "written", Data = "{}" }] }],
        Outbox = [new ForgeEvent { Id = $"{stream} {expected + 1}", Type = "forge.test", Subject = stream.Key, Data = "{}" }],
    };

    /// <summary>Reads the next line that the process says.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken) => await _process.StandardOutput.ReadLineAsync(cancellationToken);

    /// <summary>Kills the process at once and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task AppendForEverAsync(SqliteJournal journal, StreamId stream)
    {
        for (long length = (await journal.ReadAsync(stream, 1, CancellationToken.None).ToListAsync()).Count; ; length++)
        {
            if (await journal.AppendAsync(BatchOf(stream, length), CancellationToken.None) is not JournalAppendStatus.Appended)
            {
                throw new InvalidOperationException($"{stream} does not have {length} events.");
            }

            Say($"{stream} {length + 1}");
        }
    }

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
