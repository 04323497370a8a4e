using CsCheck;
using Forge.Artifacts;
using Forge.Build.Output;
using Forge.Testing;

namespace Forge.Build.Tests.Output;

/// <summary>A host that ends at any moment: the next one writes everything again, and the log is as if nothing had happened.</summary>
public sealed class BuildLogResumeTests
{
    private const int SmallChunk = 400;

    private static readonly byte[] Output = [.. "one\ntwo secret-value two\nhalf"u8, .. " a line\r\nthree\n\nsecret-"u8, .. "value\n"u8, 0xFF, 0, (byte)'\n', .. "end"u8];

    private static readonly int[] NotesAt = [0, 4, 29, 31, 50, 60];

    [Fact]
    public async Task Open_AfterEveryLine_GoesOnWithoutAGap()
    {
        var whole = await WholeAsync();
        for (var lines = 0; lines <= whole.Count; lines++)
        {
            using var host = NewHost();
            await RunAsync(host, blockSize: 7);
            KeepLines(host, lines);

            await RunAsync(host, blockSize: 11);

            (await host.ReadAsync()).Should().Equal(whole, "it was cut after line {0}", lines);
        }
    }

    [Theory]
    [InlineData(0, new long[] { })]
    [InlineData(3, new long[] { 1 })]
    [InlineData(4, new long[] { 1, 4 })]
    public void ListWhole_ChunkAfterTheLastLine_IsNotOneOfThem(long lines, long[] expected)
    {
        using var directory = new TempDirectory();
        foreach (var first in new[] { 1, 4 })
        {
            File.WriteAllText(LogChunk.At(directory.Path, first).Path, "");
        }

        LogChunk.ListWhole(directory.Path, lines).Select(chunk => chunk.First).Should().Equal(expected);
    }

    [Fact]
    public async Task Open_ChunkWithoutALine_IsStoredWithWhatIsWrittenThen()
    {
        using var host = NewHost();
        Directory.CreateDirectory(host.Directory);
        await File.WriteAllTextAsync(LogChunk.At(host.Directory, 1).Path, "torn", TestContext.Current.CancellationToken);
        await using var log = await host.OpenAsync();
        log.Write("first");
        log.Write("second");
        await log.CompleteAsync(TestContext.Current.CancellationToken);

        (await host.TextsAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Open_AfterEveryByte_DropsTheTornLineAndGoesOn()
    {
        var whole = await WholeAsync();
        long size;
        using (var host = NewHost())
        {
            await RunAsync(host, blockSize: 3);
            size = LogChunk.List(host.Directory).Sum(chunk => new FileInfo(chunk.Path).Length);
        }

        for (var kept = 0L; kept <= size; kept += 13)
        {
            using var host = NewHost();
            await RunAsync(host, blockSize: 5);
            KeepBytes(host, kept);

            await RunAsync(host, blockSize: 1000);

            (await host.ReadAsync()).Should().Equal(whole, "it was cut after byte {0}", kept);
        }
    }

    [Fact]
    public async Task Open_KilledAgainAndAgain_LosesAndRepeatsNothing()
    {
        var whole = await WholeAsync();

        await Gen.Select(Gen.Int[0, 2000], Gen.Int[1, 70]).Array[1, 6].SampleAsync(
            async cuts =>
            {
                using var host = NewHost();
                foreach (var (kept, blockSize) in cuts)
                {
                    await RunAsync(host, blockSize);
                    KeepBytes(host, kept);
                }

                await RunAsync(host, blockSize: 17);
                (await host.ReadAsync()).Should().Equal(whole);
            },
            iter: 40);
    }

    // The first host wrote three lines up to a place that it recorded, and one more; the next one writes fewer, as many or more up to there.
    [Theory]
    [InlineData("a", "a b c d e")]
    [InlineData("a b c", "a b c d e")]
    [InlineData("a b c x", "a b c d e")]
    [InlineData("a b c x y", "a b c d y e")]
    public async Task GoOnFrom_OtherLinesBeforeThePlace_LinesAfterItAreThereOnce(string again, string expected)
    {
        using var host = NewHost();
        await WriteNotesAsync(host, log => Write(log, "a b c d"));

        await WriteNotesAsync(host, log =>
        {
            Write(log, again);
            log.GoOnFrom(3);
            Write(log, "d e");
            log.Notes.Should().Be(5);
        });

        (await NotesAsync(host)).Should().Equal(expected.Split(' '));
    }

    [Fact]
    public async Task EndNotes_FewerLinesThanBefore_WhatFollowsIsWrittenAndCountedByTheFile()
    {
        using var host = NewHost();
        await WriteNotesAsync(host, log => Write(log, "a b c"));
        await WriteNotesAsync(host, log =>
        {
            Write(log, "a");
            log.EndNotes();
            log.Notes.Should().Be(3);
            Write(log, "d");
        });

        await WriteNotesAsync(host, log =>
        {
            log.GoOnFrom(3);
            Write(log, "d e");
        });

        (await NotesAsync(host)).Should().Equal("a", "b", "c", "d", "e");
    }

    [Fact]
    public async Task Open_NotesThatComeElsewhere_OutputIsNeitherLostNorRepeated()
    {
        using var host = NewHost();
        await RunAsync(host, blockSize: 7);
        KeepLines(host, 5);

        await using (var log = await host.OpenAsync())
        {
            log.Write("a note that the earlier host did not write");
            log.WriteOutput("one\ntwo secret-value two\nhalf"u8);
            log.EndOutput();
        }

        host.StoredOutput().Should().Equal("one\ntwo secret-value two\nhalf"u8.ToArray());
    }

    [Fact]
    public async Task Open_AtTheLimit_SaysItOnce()
    {
        using var host = NewHost();
        host.Options.LogLimit = 40;
        await RunAsync(host, blockSize: 7);
        KeepLines(host, (await host.ReadAsync()).Count - 1);

        await RunAsync(host, blockSize: 5);

        host.StoredOutput().Should().HaveCount(40);
        (await host.TextsAsync()).Should().ContainSingle(text => text.Contains("limit of 40 bytes"));
    }

    [Fact]
    public async Task Complete_AfterARestart_StoresWhatTheEarlierHostHadWrittenToo()
    {
        var whole = await WholeAsync();
        using var host = NewHost();
        host.Store.PutFailure = new ArtifactStoreException("Away.", ArtifactStoreFailure.Unavailable);
        await RunAsync(host, blockSize: 7);
        KeepLines(host, 6);
        host.Store.PutFailure = null;

        await using (var log = await host.OpenAsync())
        {
            Write(log, blockSize: 9);
            await log.CompleteAsync(TestContext.Current.CancellationToken);
        }

        Directory.Exists(host.Directory).Should().BeFalse();
        (await host.ReadAsync()).Should().Equal(whole);
    }

    private static async Task WriteNotesAsync(LogHost host, Action<BuildLog> write)
    {
        await using var log = await host.OpenAsync();
        write(log);
    }

    private static void Write(BuildLog log, string notes) => Array.ForEach(notes.Split(' '), log.Write);

    private static async Task<IEnumerable<string>> NotesAsync(LogHost host) => (await host.TextsAsync()).Select(text => text[^1..]);

    private static LogHost NewHost() => new() { Options = { LogChunkSize = SmallChunk } };

    private static async Task<IReadOnlyList<BuildLogLine>> WholeAsync()
    {
        using var host = NewHost();
        await RunAsync(host, Output.Length);
        return await host.ReadAsync();
    }

    private static async Task RunAsync(LogHost host, int blockSize)
    {
        await using var log = await host.OpenAsync();
        Write(log, blockSize);
        log.EndOutput();
    }

    // Notes come at fixed places of the output, as the events of the runner say; between them it is cut anywhere.
    private static void Write(BuildLog log, int blockSize)
    {
        log.Phase = BuildPhase.Build;
        log.Mask([new("S", new SecretValue("secret-value")), new("SHORT", new SecretValue("x"))]);
        var at = 0;
        foreach (var end in NotesAt.Append(Output.Length))
        {
            foreach (var block in Output[at..Math.Max(at, Math.Min(end, Output.Length))].Chunk(blockSize))
            {
                log.WriteOutput(block);
            }

            at = Math.Max(at, Math.Min(end, Output.Length));
            log.Write($"note at {end}\nwith a second line");
        }
    }

    private static void KeepLines(LogHost host, int count)
    {
        var ends = LogChunk.List(host.Directory).SelectMany(chunk => File.ReadAllBytes(chunk.Path))
            .Select((value, index) => (value, index)).Where(at => at.value == '\n').Select(at => at.index + 1);
        KeepBytes(host, ends.Take(count).LastOrDefault());
    }

    private static void KeepBytes(LogHost host, long count)
    {
        foreach (var chunk in LogChunk.List(host.Directory))
        {
            using var file = File.Open(chunk.Path, FileMode.Open);
            file.SetLength(Math.Min(file.Length, count));
            count -= file.Length;
            if (file.Length == 0)
            {
                File.Delete(chunk.Path);
            }
        }
    }
}
