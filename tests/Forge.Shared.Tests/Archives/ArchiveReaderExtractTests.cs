using Forge.Testing;

namespace Forge.Shared.Tests.Archives;

public sealed class ArchiveReaderExtractTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Extract_WritesFilesModesLinksAndTimes()
    {
        using var reader = await Reading.OpenAsync(new RawTar()
            .Add("closed/", '5', mode: 0x140).Add("closed/f", content: "content", mode: 0x180).Add("bin/tool", content: "#!", mode: 0x1ED)
            .Add("l", '2', target: "bin/tool").Add("h", '1', target: "closed/f").End());
        var target = _directory.Combine("out");

        await reader.ExtractAsync(target, Cancel);

        Reading.Describe(target).Should().Equal(
            "bin 755/", "bin/tool 755 #!", "closed 700/", "closed/f 600 content", "h 644 content", "l -> bin/tool");
        File.GetLastWriteTimeUtc(Path.Combine(target, "bin/tool")).Should().Be(DateTime.UnixEpoch.AddSeconds(1_000_000_000));
    }

    [Fact]
    public async Task Extract_IntoEmptyDirectory_Works()
    {
        using var reader = await Reading.OpenAsync(new RawTar().Add("a", content: "x").End());

        await reader.ExtractAsync(_directory.Path, Cancel);

        Reading.Describe(_directory.Path).Should().Equal("a 644 x");
    }

    [Fact]
    public async Task Extract_DirectoryIsNotEmpty_IsRefused()
    {
        _directory.Write("mine", "x");
        using var reader = await Reading.OpenAsync(new RawTar().Add("a").End());

        var extracting = () => reader.ExtractAsync(_directory.Path, Cancel);

        (await extracting.Should().ThrowAsync<IOException>()).WithMessage("*is not empty*");
        File.Exists(_directory.Combine("mine")).Should().BeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Extract_ContentIsDamaged_LeavesNothing(bool wasThere)
    {
        using var reader = await Reading.OpenAsync(RawZip.Write(new RawZipEntry("d/good", "x"), new RawZipEntry("bad", "x") { Crc = 1 }));
        var target = _directory.Combine("out");
        if (wasThere)
        {
            Directory.CreateDirectory(target);
        }

        var extracting = () => reader.ExtractAsync(target, Cancel);

        await extracting.Should().ThrowAsync<Forge.Shared.Archives.ArchiveException>();
        Directory.Exists(target).Should().Be(wasThere);
        Reading.Describe(_directory.Path).Should().HaveCount(wasThere ? 1 : 0);
    }

    [Fact]
    public async Task Extract_Cancelled_LeavesNothing()
    {
        using var reader = await Reading.OpenAsync(new RawTar().Add("a", content: "x").End());

        var extracting = () => reader.ExtractAsync(_directory.Combine("out"), new CancellationToken(canceled: true));

        await extracting.Should().ThrowAsync<OperationCanceledException>();
        Directory.Exists(_directory.Combine("out")).Should().BeFalse();
    }
}
