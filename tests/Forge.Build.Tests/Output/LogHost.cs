using System.Text;
using Forge.Build.Output;
using Forge.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Build.Tests.Output;

/// <summary>The logs of a host with one build, a store in memory and a clock that stands.</summary>
internal sealed class LogHost : IDisposable
{
    public const string BuildId = "1";

    private readonly TempDirectory _directory = new();

    public LogHost()
    {
        Options = new BuildOptions { WorkDirectory = _directory.Combine("work") };
        Store = new FakeArtifactStore(Clock);
        Logs = new BuildLogs(Options, Store, Clock, Logger);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 5, 6, 7, 89, TimeSpan.Zero));

    public BuildOptions Options { get; }

    public FakeArtifactStore Store { get; }

    public EventRecorder Logger { get; } = new();

    public BuildLogs Logs { get; }

    public BuildLogLocation Location { get; } = BuildLogLocation.Of("shop", BuildId);

    public string Directory => Path.Combine(Options.WorkDirectory, $"forge-log-{BuildId}");

    public Task<BuildLog> OpenAsync() => Logs.OpenAsync(BuildId, Location, TestContext.Current.CancellationToken);

    /// <summary>Writes numbered lines of output, and a note now and then.</summary>
    public static void WriteMany(BuildLog log, int count)
    {
        for (var i = 0; i < count; i++)
        {
            log.WriteOutput(Encoding.UTF8.GetBytes($"line {i} of output\n"));
            if (i % 10 == 0)
            {
                log.Write($"note {i}");
            }
        }
    }

    /// <summary>Reads what is there now, from the files or the store.</summary>
    public async Task<IReadOnlyList<BuildLogLine>> ReadAsync(long from = 1)
    {
        var lines = new List<BuildLogLine>();
        var reader = new BuildLogReader(Logs, Clock);
        await foreach (var line in reader.ReadAsync(BuildId, Location, from, _ => ValueTask.FromResult(true), TestContext.Current.CancellationToken))
        {
            lines.Add(line);
        }

        return lines;
    }

    public async Task<IReadOnlyList<string>> TextsAsync() => [.. (await ReadAsync()).Select(line => line.Text)];

    public async Task<IReadOnlyList<string>> KeysAsync() =>
        await Store.ListAsync("", TestContext.Current.CancellationToken).Select(artifact => artifact.Key.Value).ToListAsync(TestContext.Current.CancellationToken);

    /// <summary>Puts the output together again from the files, byte for byte.</summary>
    public byte[] StoredOutput()
    {
        var output = new MemoryStream();
        foreach (var chunk in LogChunk.List(Directory))
        {
            var rest = File.ReadAllBytes(chunk.Path).AsSpan();
            while (rest.IndexOf((byte)'\n') is >= 0 and var end)
            {
                var line = rest[..end];
                rest = rest[(end + 1)..];
                if (StoredLine.KindOf(line) is not StoredLineKind.Note)
                {
                    output.Write(StoredLine.Text(line));
                    output.Write(StoredLine.KindOf(line) is StoredLineKind.Output ? "\n"u8 : []);
                }
            }
        }

        return output.ToArray();
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Keeps the ids of what the host's log says.</summary>
    internal sealed class EventRecorder : ILogger
    {
        public List<int> Ids { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Ids.Add(eventId.Id);
    }
}
