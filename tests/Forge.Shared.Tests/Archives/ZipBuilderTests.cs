using System.Text;
using Forge.Shared.Archives;
using Forge.Shared.Processes;
using Forge.Testing;

namespace Forge.Shared.Tests.Archives;

public sealed class ZipBuilderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Build_SameEntriesTwice_GivesTheSameBytes()
    {
        var first = await BuildAsync();

        var second = await BuildAsync();

        second.ToArray().Should().Equal(first.ToArray());
    }

    [Fact]
    public async Task Build_ReaderFindsWhatWasAdded()
    {
        using var reader = await Reading.OpenAsync(await BuildAsync());

        await reader.VerifyAsync(Cancel);
        reader.Entries.Select(entry => (entry.Path, Convert.ToString(entry.UnixMode, 8), entry.LinkTarget, entry.Size)).Should().Equal(
            ("bin/tool", "755", "", 10), ("ünï/ä", "600", "", 90), ("current", "777", "bin", 0), ("empty", "644", "", 0));
    }

    [Fact]
    public async Task Build_UnzipMakesTheSameTree()
    {
        using var directory = new TempDirectory();
        await File.WriteAllBytesAsync(directory.Combine("a.zip"), (await BuildAsync()).ToArray(), Cancel);

        var result = await ProcessRunner.RunAsync(
            new ProcessSpec
            {
                Arguments = ["unzip", "-q", directory.Combine("a.zip"), "-d", directory.Combine("out")],
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["LC_ALL"] = "C.UTF-8" },
            },
            standardInput: null,
            outputLimit: 4096,
            TimeProvider.System,
            Cancel);

        Encoding.UTF8.GetString(result.StandardError).Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        Reading.Describe(directory.Combine("out")).Should().Contain(
            ["bin/tool 755 #!/bin/sh\n", "current -> bin", "empty 644 ", $"ünï/ä 600 {new string('x', 90)}"]);
    }

    [Theory]
    [InlineData("../x", "leads out of the archive")]
    [InlineData("/x", "has an absolute name")]
    [InlineData("a//b", "is not written as a path of an archive")]
    [InlineData("a/", "is not written as a path of an archive")]
    [InlineData("./a", "is not written as a path of an archive")]
    [InlineData("once", "is there twice")]
    public async Task Add_BadPath_IsRefused(string path, string why)
    {
        await using var zip = new ZipBuilder(Stream.Null);
        await zip.AddFileAsync("once", 0x1A4, Stream.Null, Cancel);

        var adding = () => zip.AddFileAsync(path, 0x1A4, Stream.Null, Cancel);

        (await adding.Should().ThrowAsync<ArchiveException>()).WithMessage($"*{why}*");
    }

    private static async Task<MemoryStream> BuildAsync()
    {
        var destination = new MemoryStream();
        await using (var zip = new ZipBuilder(destination))
        {
            await zip.AddFileAsync("bin/tool", 0x1ED, new MemoryStream("#!/bin/sh\n"u8.ToArray()), Cancel);
            await zip.AddFileAsync("ünï/ä", 0x180, new MemoryStream(Encoding.UTF8.GetBytes(new string('x', 90))), Cancel);
            await zip.AddLinkAsync("current", "bin", Cancel);
            await zip.AddFileAsync("empty", 0x1A4, Stream.Null, Cancel);
        }

        return destination;
    }
}
