using System.Text;
using Forge.Artifacts;

namespace Forge.Build.Tests.Output;

public sealed class BuildLogTests : IDisposable
{
    private readonly LogHost _host = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Write_Line_HasTheTimeOfTheReference()
    {
        await using var log = await _host.OpenAsync();

        log.Write("Entering phase BUILD");

        (await _host.TextsAsync()).Should().Equal("[Container] 2026/11/24 05:06:07.089000 Entering phase BUILD");
    }

    [Fact]
    public async Task Write_TextOfSeveralLines_IsSeveralLines()
    {
        await using var log = await _host.OpenAsync();

        log.Write("Running command a\nb");

        (await _host.ReadAsync()).Select(line => (line.Sequence, line.Text[^1])).Should().Equal((1, 'a'), (2, 'b'));
    }

    [Fact]
    public async Task Write_InTheMiddleOfALineOfOutput_EndsThatLine()
    {
        await using var log = await _host.OpenAsync();

        log.WriteOutput("no end"u8);
        log.Write("note");

        (await _host.TextsAsync())[0].Should().Be("no end");
    }

    [Fact]
    public async Task WriteOutput_SecretCutByANote_IsNotShown()
    {
        await using var log = await _host.OpenAsync();
        log.Mask([new("S", new SecretValue("correct-horse"))]);

        log.WriteOutput("x correct"u8);
        log.Write("note with correct-horse");
        log.WriteOutput("-horse y\n"u8);
        log.EndOutput();

        var texts = await _host.TextsAsync();
        texts.Should().HaveCount(3).And.NotContain(text => text.Contains("correct"));
        (texts[0], texts[2]).Should().Be(("x ", "*** y"));
    }

    [Fact]
    public async Task Mask_ValueThatIsTooShort_IsSaidWithoutTheValue()
    {
        await using var log = await _host.OpenAsync();

        log.Mask([new("PIN", new SecretValue("123"))]);

        (await _host.TextsAsync()).Should().ContainSingle().Which.Should().Contain("'PIN'").And.NotContain("123 ");
    }

    [Fact]
    public async Task Write_InPhases_LinesHaveThePhase()
    {
        await using var log = await _host.OpenAsync();

        log.Phase = BuildPhase.PreBuild;
        log.WriteOutput("a\n"u8);
        log.Phase = BuildPhase.UploadArtifacts;
        log.Write("b");

        (await _host.ReadAsync()).Select(line => line.Phase).Should().Equal(BuildPhase.PreBuild, BuildPhase.UploadArtifacts);
    }

    [Fact]
    public async Task WriteOutput_AnyBytes_AreStoredAsTheyAre()
    {
        byte[] bytes = [.. "\e[31m10%\r20%\r\n"u8, 0, 0xFF, 0xC3, (byte)'\n', .. "a\u2028\u202Eb::add-mask::\nno end"u8];
        await using var log = await _host.OpenAsync();

        log.WriteOutput(bytes);
        log.EndOutput();

        _host.StoredOutput().Should().Equal(bytes);
        (await _host.TextsAsync()).Should().Equal("\e[31m10%\r20%", "\uFFFD\uFFFD\uFFFD", "a\u2028\u202Eb::add-mask::", "no end");
    }

    [Fact]
    public async Task WriteOutput_LongLine_ComesInPartsOfAMebibyte()
    {
        const int Mebibyte = 1024 * 1024;
        var block = Encoding.UTF8.GetBytes(new string('x', Mebibyte / 2 + 1));
        await using var log = await _host.OpenAsync();

        for (var i = 0; i < 5; i++)
        {
            log.WriteOutput(block);
        }

        log.WriteOutput("\n"u8);

        (await _host.TextsAsync()).Select(text => text.Length).Should().Equal(Mebibyte, Mebibyte, Mebibyte / 2 + 5);
        _host.StoredOutput().Should().HaveCount((block.Length * 5) + 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task WriteOutput_BeyondTheLimit_IsCutToTheByteAndSaidOnce(int before)
    {
        var line = Encoding.UTF8.GetBytes(new string('x', 99) + "\n");
        _host.Options.LogLimit = 1000 + before;
        await using var log = await _host.OpenAsync();

        for (var i = 0; i < 50; i++)
        {
            log.WriteOutput(line);
        }

        log.Write("Phase complete");
        log.EndOutput();

        _host.StoredOutput().Should().HaveCount(1000 + before);
        (await _host.TextsAsync()).Where(text => text[0] == '[').Should().HaveCount(2).And.ContainSingle(text => text.Contains($"limit of {1000 + before} bytes"));
    }

    [Fact]
    public async Task WriteOutput_ExactlyTheLimit_IsWhole()
    {
        _host.Options.LogLimit = 10;
        await using var log = await _host.OpenAsync();

        log.WriteOutput("123456789\n"u8);
        log.EndOutput();

        (await _host.TextsAsync()).Should().Equal("123456789");
    }

    [Fact]
    public async Task Open_OnThisMachine_GivesTheFilesToTheOwnerOnly()
    {
        await using var log = await _host.OpenAsync();

        File.GetUnixFileMode(_host.Directory).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Complete_WithAStore_LeavesCompressedChunksThatReadTheSame()
    {
        _host.Options.LogChunkSize = 4096;
        await using var log = await _host.OpenAsync();
        LogHost.WriteMany(log, 500);
        var before = await _host.ReadAsync();

        await log.CompleteAsync(CancellationToken);

        Directory.Exists(_host.Directory).Should().BeFalse();
        (await _host.ReadAsync()).Should().Equal(before);
        (await _host.KeysAsync()).Should().HaveCountGreaterThan(5).And.Contain("logs/shop/1/000000000001.log.gz");
    }

    [Fact]
    public async Task Complete_StoreThatFails_LeavesTheFilesAndOneWarning()
    {
        _host.Options.LogChunkSize = 4096;
        await using var log = await _host.OpenAsync();
        _host.Store.PutFailure = new ArtifactStoreException("Full.", ArtifactStoreFailure.NoSpace);
        LogHost.WriteMany(log, 500);
        var before = await _host.ReadAsync();

        await log.CompleteAsync(CancellationToken);

        (await _host.ReadAsync()).Should().Equal(before);
        _host.Logger.Ids.Should().Equal(2040);
    }

    [Fact]
    public async Task StoreLeft_AfterAFailure_BringsTheFilesIntoTheStore()
    {
        await using (var log = await _host.OpenAsync())
        {
            LogHost.WriteMany(log, 50);
        }

        var before = await _host.ReadAsync();

        _host.Logs.ListLeft().Should().Equal(LogHost.BuildId);
        await _host.Logs.StoreLeftAsync(LogHost.BuildId, _host.Location, CancellationToken);

        _host.Logs.ListLeft().Should().BeEmpty();
        (await _host.ReadAsync()).Should().Equal(before);
    }

    [Fact]
    public async Task Open_DirectoryThatCannotBeMade_DropsTheLogAndSaysSo()
    {
        _host.Options.WorkDirectory = "/proc/no-such";
        await using var log = await _host.OpenAsync();

        log.WriteOutput("a\n"u8);
        log.Write("b");
        await log.CompleteAsync(CancellationToken);

        _host.Logger.Ids.Should().Equal(2041);
    }
}
