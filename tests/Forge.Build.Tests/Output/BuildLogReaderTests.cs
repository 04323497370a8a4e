using System.Text;
using Forge.Artifacts;
using Forge.Build.Output;
using Forge.Testing;

namespace Forge.Build.Tests.Output;

public sealed class BuildLogReaderTests : IDisposable
{
    private const int SmallChunk = 4096;

    private readonly LogHost _host = new() { Options = { LogChunkSize = SmallChunk } };
    private volatile bool _hasEnded;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Read_LineByLineWhileItIsWritten_GivesEachLineAtOnce()
    {
        await using var log = await _host.OpenAsync();
        await using var lines = Follow(_host.Logs).GetAsyncEnumerator(CancellationToken);

        for (var i = 0; i < 300; i++)
        {
            var next = lines.MoveNextAsync();
            log.WriteOutput(Encoding.UTF8.GetBytes($"line {i}\n"));
            (await next).Should().BeTrue();
            (lines.Current.Sequence, lines.Current.Text).Should().Be((i + 1, $"line {i}"));
        }
    }

    [Fact]
    public async Task Read_WhileAThreadWrites_LosesAndRepeatsNothing()
    {
        const int Count = 20_000;
        var log = await _host.OpenAsync();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => CollectAsync(Follow(_host.Logs)))).ToList();

        await Task.Run(
            async () =>
            {
                LogHost.WriteMany(log, Count);
                log.EndOutput();
                _hasEnded = true;
                await log.CompleteAsync(CancellationToken);
                await log.DisposeAsync();
            },
            CancellationToken);

        foreach (var lines in await Task.WhenAll(readers))
        {
            lines.Select(line => line.Sequence).Should().Equal(Enumerable.Range(1, Count + (Count / 10)).Select(i => (long)i));
            lines.Where(line => line.Text[0] != '[').Select(line => line.Text).Should().Equal(Enumerable.Range(0, Count).Select(i => $"line {i} of output"));
        }
    }

    [Fact]
    public async Task Read_SlowReader_DoesNotHoldUpTheBuild()
    {
        await using var log = await _host.OpenAsync();
        log.WriteOutput("first\n"u8);
        await using var slow = Follow(_host.Logs).GetAsyncEnumerator(CancellationToken);
        await slow.MoveNextAsync();

        LogHost.WriteMany(log, 1000);
        await log.CompleteAsync(CancellationToken);

        _hasEnded = true;
        await slow.MoveNextAsync();
        slow.Current.Text.Should().Be("line 0 of output");
    }

    [Fact]
    public async Task Read_FilesGoAwayInTheMiddle_GoesOnInTheStore()
    {
        await using var log = await _host.OpenAsync();
        LogHost.WriteMany(log, 1000);
        var whole = await _host.ReadAsync();
        var read = new List<BuildLogLine>();

        await foreach (var line in Follow(_host.Logs))
        {
            read.Add(line);
            if (read.Count == 150)
            {
                await log.CompleteAsync(CancellationToken);
                _hasEnded = true;
            }
        }

        read.Should().Equal(whole);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_FromEveryLine_BeginsThere(bool isStored)
    {
        await using var log = await _host.OpenAsync();
        LogHost.WriteMany(log, 300);
        if (isStored)
        {
            await log.CompleteAsync(CancellationToken);
        }

        var whole = await _host.ReadAsync();
        for (var from = -1; from <= whole.Count + 2; from += 7)
        {
            (await _host.ReadAsync(from)).Should().Equal(whole.Skip(from - 1), "it was read from {0}", from);
        }
    }

    [Fact]
    public async Task Read_LogOfAnotherProcess_IsSeenByLooking()
    {
        var other = new BuildLogs(_host.Options, _host.Store, TimeProvider.System, _host.Logger);
        await using var log = await _host.OpenAsync();
        await using var lines = Follow(other).GetAsyncEnumerator(CancellationToken);
        var next = lines.MoveNextAsync();

        log.WriteOutput("a\n"u8);

        (await next).Should().BeTrue();
        lines.Current.Text.Should().Be("a");
    }

    [Fact]
    public async Task Read_LogOnAnotherMachine_IsReadFromTheStoreChunkByChunk()
    {
        using var elsewhere = new TempDirectory();
        var other = new BuildLogs(new BuildOptions { WorkDirectory = elsewhere.Path }, _host.Store, TimeProvider.System, _host.Logger);
        await using var log = await _host.OpenAsync();
        await using var lines = Follow(other).GetAsyncEnumerator(CancellationToken);
        var next = lines.MoveNextAsync();

        LogHost.WriteMany(log, 1000);

        (await next).Should().BeTrue();
        lines.Current.Sequence.Should().Be(1);
    }

    [Fact]
    public async Task Read_Cancelled_Ends()
    {
        await using var log = await _host.OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        await using var lines = Follow(_host.Logs).GetAsyncEnumerator(stop.Token);
        var next = lines.MoveNextAsync();

        await stop.CancelAsync();

        await FluentActions.Awaiting(() => next.AsTask()).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Read_NoSuchLog_IsEmptyOnceTheBuildHasEnded() => (await _host.ReadAsync()).Should().BeEmpty();

    [Fact]
    public async Task Read_ChunkThatIsDamaged_NamesIt()
    {
        await StoreAsync("not gzip");

        (await FluentActions.Awaiting(() => _host.ReadAsync()).Should().ThrowAsync<ArtifactStoreException>())
            .Which.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
    }

    [Theory]
    [InlineData("no time at all", "no time at all")]
    [InlineData("", "")]
    [InlineData("2026-11-24T09:00:00.123456Z NO_PHASE text", "2026-11-24T09:00:00.123456Z NO_PHASE text")]
    [InlineData("2026-99-24T09:00:00.123456Z BUILD text", "2026-99-24T09:00:00.123456Z BUILD text")]
    [InlineData("2026-11-24T09:00:00.123456Z BUILD", "2026-11-24T09:00:00.123456Z BUILD")]
    [InlineData("2026-11-24T09:00:00.123456Z BUILD+", "")]
    [InlineData("2026-11-24T09:00:00.123456Z BUILD: a: b", "a: b")]
    [InlineData("2026-11-24T09:00:00.123456Z PRE_BUILD+ a", "a")]
    public void StoredLine_Read_AnyLine_IsText(string line, string expected) =>
        StoredLine.Read(Encoding.UTF8.GetBytes(line), 1).Text.Should().Be(expected);

    private async Task StoreAsync(string bytes)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(bytes));
        await _host.Store.PutAsync(_host.Location.Key(1), content, CancellationToken);
    }

    private IAsyncEnumerable<BuildLogLine> Follow(BuildLogs logs) =>
        new BuildLogReader(logs, TimeProvider.System).ReadAsync(LogHost.BuildId, _host.Location, 1, _ => ValueTask.FromResult(_hasEnded), CancellationToken);

    private static async Task<List<BuildLogLine>> CollectAsync(IAsyncEnumerable<BuildLogLine> lines)
    {
        var all = new List<BuildLogLine>();
        await foreach (var line in lines)
        {
            all.Add(line);
        }

        return all;
    }
}
