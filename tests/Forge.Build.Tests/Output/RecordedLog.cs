using Forge.Build.Conformance;
using Forge.Build.Output;
using Forge.Testing;

namespace Forge.Build.Tests.Output;

/// <summary>A log of no build in particular, and what is in it.</summary>
internal sealed class RecordedLog : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();

    public RecordedLog() =>
        Log = new BuildLog(
            new LogFile(_directory.Path, stored: 0, chunkSize: int.MaxValue), new StoredLog { Output = 0, Notes = 0 }, long.MaxValue, new LogPulse(), TimeProvider.System);

    public BuildLog Log { get; }

    /// <summary>Reports to a recorder the lines that it has not got yet.</summary>
    public async Task ReportAsync(BuildLogRecorder recorder)
    {
        await using var cursor = new LogCursor(_directory.Path, BuildLogLocation.Of("shop", "b-1"), store: null, recorder.Lines.Count + 1);
        while (await cursor.MoveNextAsync(TestContext.Current.CancellationToken))
        {
            recorder.Report(cursor.Current!);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        _directory.Dispose();
    }
}
