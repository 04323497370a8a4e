using Forge.Shared.Archives;
using Forge.Shared.Processes;
using Forge.Testing;

namespace Forge.Shared.Tests.Archives;

public sealed class DirectoryTarTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task WriteAndExtract_RoundTrip_KeepsTheTree()
    {
        FillSource();
        using var tar = new MemoryStream();

        await DirectoryTar.WriteAsync(_directory.Combine("source"), tar, Cancel);
        tar.Position = 0;
        await DirectoryTar.ExtractAsync(tar, _directory.Combine("target"), ArchiveLimits.Default, Cancel);

        Reading.Describe(_directory.Combine("target")).Should().Equal(Reading.Describe(_directory.Combine("source")));
    }

    [Fact]
    public async Task Write_SameTreeTwice_GivesTheSameBytes()
    {
        FillSource();
        using var first = new MemoryStream();
        using var second = new MemoryStream();

        await DirectoryTar.WriteAsync(_directory.Combine("source"), first, Cancel);
        await DirectoryTar.WriteAsync(_directory.Combine("source"), second, Cancel);

        second.ToArray().Should().Equal(first.ToArray());
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("busybox tar")]
    public async Task Write_OtherProgramsUnpackIt(string program)
    {
        FillSource();
        using var tar = new MemoryStream();
        await DirectoryTar.WriteAsync(_directory.Combine("source"), tar, Cancel);
        tar.Position = 0;
        _directory.MakeDirectory("target");

        var result = await ProcessRunner.RunAsync(
            new ProcessSpec
            {
                Arguments = [.. program.Split(' '), "-xpf", "-", "-C", _directory.Combine("target")],
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["LC_ALL"] = "C.UTF-8" },
            },
            tar,
            outputLimit: 4096,
            TimeProvider.System,
            Cancel);

        result.ExitCode.Should().Be(0);
        Reading.Describe(_directory.Combine("target")).Should().Equal(Reading.Describe(_directory.Combine("source")));
    }

    [Fact]
    public async Task Extract_WhatRealTarPacked_IsTheSameTree()
    {
        FillSource();
        File.Delete(_directory.Combine("source", "out"));
        var result = await RunAsync("tar", "-cf", "-", "-C", _directory.Combine("source"), ".");

        await DirectoryTar.ExtractAsync(new MemoryStream(result.StandardOutput), _directory.Combine("target"), ArchiveLimits.Default, Cancel);

        Reading.Describe(_directory.Combine("target")).Should().Equal(Reading.Describe(_directory.Combine("source")));
    }

    [Fact]
    public async Task Write_FifoAndSocket_AreLeftOut()
    {
        _directory.Write("source/a", "x");
        (await RunAsync("mkfifo", _directory.Combine("source", "pipe"))).ExitCode.Should().Be(0);
        using var tar = new MemoryStream();

        await DirectoryTar.WriteAsync(_directory.Combine("source"), tar, Cancel);

        using var reader = await Reading.OpenAsync(tar);
        reader.Entries.Select(entry => entry.Path).Should().Equal("a");
    }

    [Fact]
    public async Task Extract_OverAnExistingTree_ReplacesFilesAndFollowsNoLink()
    {
        var outside = _directory.Write("outside", "untouched");
        _directory.Write("target/kept", "kept");
        File.CreateSymbolicLink(_directory.Combine("target", "f"), outside);

        await DirectoryTar.ExtractAsync(new RawTar().Add("f", content: "new").End(), _directory.Combine("target"), ArchiveLimits.Default, Cancel);

        File.ReadAllText(outside).Should().Be("untouched");
        Reading.Describe(_directory.Combine("target")).Should().Equal("f 644 new", $"kept {Mode(_directory.Combine("target", "kept"))} kept");
    }

    [Fact]
    public async Task Extract_ParentIsALinkInTheDirectory_IsRefused()
    {
        _directory.MakeDirectory("outside");
        _directory.MakeDirectory("target");
        File.CreateSymbolicLink(_directory.Combine("target", "d"), _directory.Combine("outside"));

        var extracting = () => DirectoryTar.ExtractAsync(
            new RawTar().Add("d/f", content: "x").End(), _directory.Combine("target"), ArchiveLimits.Default, Cancel);

        (await extracting.Should().ThrowAsync<ArchiveException>()).WithMessage("*'d' cannot be unpacked: something that is not a directory is in its place*");
        Directory.EnumerateFileSystemEntries(_directory.Combine("outside")).Should().BeEmpty();
    }

    [Fact]
    public async Task Extract_DirectoryIsInTheWayOfAFile_IsRefused()
    {
        _directory.MakeDirectory("target/f");

        var extracting = () => DirectoryTar.ExtractAsync(new RawTar().Add("f").End(), _directory.Combine("target"), ArchiveLimits.Default, Cancel);

        (await extracting.Should().ThrowAsync<ArchiveException>()).WithMessage("*'f' cannot be unpacked: a directory is in its place*");
    }

    [Fact]
    public async Task Extract_LinkOut_IsRefusedAndNeverMade()
    {
        var extracting = () => DirectoryTar.ExtractAsync(
            new RawTar().Add("l", '2', target: "/etc").End(), _directory.Combine("target"), ArchiveLimits.Default, Cancel);

        (await extracting.Should().ThrowAsync<ArchiveException>()).WithMessage("*'l' is a link to an absolute path*");
        Path.Exists(_directory.Combine("target", "l")).Should().BeFalse();
    }

    [Fact]
    public async Task Extract_StreamThatCannotSeek_IsReadAsItComes()
    {
        FillSource();
        var result = await RunAsync("tar", "-cf", "-", "-C", _directory.Combine("source"), ".");
        await using var packed = new System.IO.Compression.GZipStream(Gzipped(result.StandardOutput), System.IO.Compression.CompressionMode.Decompress);

        await DirectoryTar.ExtractAsync(packed, _directory.Combine("target"), new ArchiveLimits { Links = ArchiveLinks.Anywhere }, Cancel);

        Reading.Describe(_directory.Combine("target")).Should().Equal(Reading.Describe(_directory.Combine("source")));
    }

    private void FillSource()
    {
        _directory.WriteScript("source/bin/tool", "#!/bin/sh\n");
        _directory.Write("source/ünï/deep/er/f", "x");
        _directory.Write($"source/{new string('n', 200)}", "long");
        _directory.Write("source/empty", "");
        _directory.Write("source/large", new string('x', 300_000));
        _directory.MakeDirectory("source/void");
        File.CreateSymbolicLink(_directory.Combine("source", "l"), "bin/tool");
        File.CreateSymbolicLink(_directory.Combine("source", "out"), "void");
    }

    private static string Mode(string path) => Convert.ToString((int)File.GetUnixFileMode(path), 8);

    private static MemoryStream Gzipped(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        packed.Position = 0;
        return packed;
    }

    private static Task<ProcessResult> RunAsync(params string[] arguments) => ProcessRunner.RunAsync(
        new ProcessSpec { Arguments = arguments, Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" } },
        standardInput: null,
        outputLimit: 4 * 1024 * 1024,
        TimeProvider.System,
        Cancel);
}
