using System.Text;
using Forge.Shared.Archives;
using Forge.Testing;

namespace Forge.Shared.Tests.Archives;

public sealed class ArchiveBuilderTests : IDisposable
{
    private const int Large = 5_300_000;

    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Formats => new(Enum.GetNames<ArchiveFormat>());

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Complete_ReaderFindsWhatWasAdded(string format)
    {
        using var reader = await Reading.OpenAsync(await BuildAsync(format));

        await reader.VerifyAsync(Cancel);
        reader.Entries.Select(entry => (entry.Path, entry.Kind, Convert.ToString(entry.UnixMode, 8), entry.LinkTarget, entry.Size)).Should().Equal(
            ("bin", ArchiveEntryKind.Directory, "750", "", 0),
            ("bin/tool", ArchiveEntryKind.File, "755", "", 10),
            ("current", ArchiveEntryKind.Link, "777", "bin", 0),
            ("empty", ArchiveEntryKind.File, "644", "", 0),
            ("large", ArchiveEntryKind.File, "600", "", Large),
            ("ünï/ä", ArchiveEntryKind.File, "644", "", 90));
        reader.Entries.Should().OnlyContain(entry => entry.ModifiedAt == ArchiveEntry.FixedTime);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Complete_SameEntriesTwice_GivesTheSameBytes(string format)
    {
        var first = await BuildAsync(format);

        var second = await BuildAsync(format);

        second.ToArray().AsSpan().SequenceEqual(first.ToArray()).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Complete_AnotherProgramUnpacksIt(string format)
    {
        var file = _directory.Combine("archive");
        await File.WriteAllBytesAsync(file, (await BuildAsync(format)).ToArray(), Cancel);
        var target = Directory.CreateDirectory(_directory.Combine("out")).FullName;

        await Packed.RunAsync(format switch
        {
            "Zip" => ["unzip", "-q", file, "-d", target],
            "Tar" => ["tar", "-xf", file, "-C", target],
            "TarGzip" => ["tar", "-xzf", file, "-C", target],
            _ => ["tar", "--zstd", "-xf", file, "-C", target],
        });

        (await File.ReadAllBytesAsync(Path.Combine(target, "large"), Cancel)).AsSpan().SequenceEqual(Packed.Mixed(Large)).Should().BeTrue();
        File.WriteAllText(Path.Combine(target, "large"), "");
        Reading.Describe(target).Should().Equal(
            "bin 750/", "bin/tool 755 #!/bin/sh\n", "current -> bin", "empty 644 ", "large 600 ", "ünï 755/", $"ünï/ä 644 {new string('x', 90)}");
    }

    [Theory]
    [InlineData("Zip", "unzip", "-t")]
    [InlineData("Zip", "zip", "-T")]
    [InlineData("TarGzip", "gzip", "-t")]
    [InlineData("TarGzip", "tar", "tzf")]
    [InlineData("TarZstd", "zstd", "-tq")]
    [InlineData("Tar", "tar", "tf")]
    public async Task Complete_AnotherProgramTestsIt(string format, string program, string option)
    {
        var file = _directory.Combine($"archive{(format is "Zip" ? ".zip" : format is "TarGzip" ? ".tar.gz" : format is "TarZstd" ? ".tar.zst" : ".tar")}");
        await File.WriteAllBytesAsync(file, (await BuildAsync(format)).ToArray(), Cancel);

        await Packed.RunAsync(program, option, file);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Complete_WithoutEntries_IsAnEmptyArchive(string format)
    {
        var destination = new MemoryStream();
        await using (var archive = ArchiveBuilder.Create(Enum.Parse<ArchiveFormat>(format), destination))
        {
            await archive.CompleteAsync(Cancel);
        }

        using var reader = await Reading.OpenAsync(destination);
        reader.Entries.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Add_ContentIsShorterThanStated_IsRefused(string format)
    {
        foreach (var size in (long[])[4, 4_000_000])
        {
            await using var archive = ArchiveBuilder.Create(Enum.Parse<ArchiveFormat>(format), Stream.Null);

            var adding = async () => await archive.AddAsync(Packed.File("f", size), new MemoryStream(new byte[size - 1]), Cancel);

            (await adding.Should().ThrowAsync<ArchiveException>()).WithMessage("*'f' became shorter while it was packed*");
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Add_ContentIsLongerThanStated_IsRefused(string format)
    {
        foreach (var size in (long[])[0, 4, 4_000_000])
        {
            await using var archive = ArchiveBuilder.Create(Enum.Parse<ArchiveFormat>(format), Stream.Null);

            var adding = async () => await archive.AddAsync(Packed.File("f", size), new MemoryStream(new byte[size + 1]), Cancel);

            (await adding.Should().ThrowAsync<ArchiveException>()).WithMessage("*'f' became longer while it was packed*");
        }
    }

    public static TheoryData<string, string, string> BadPaths
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var format in Enum.GetNames<ArchiveFormat>())
            {
                data.Add(format, "../x", "leads out of the archive");
                data.Add(format, "/x", "has an absolute name");
                data.Add(format, "a//b", "is not written as a path of an archive");
                data.Add(format, "a/", "is not written as a path of an archive");
                data.Add(format, "./a", "is not written as a path of an archive");
                data.Add(format, ".", "is not written as a path of an archive");
                data.Add(format, "once", "is there twice");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(BadPaths))]
    public async Task Add_BadPath_IsRefused(string format, string path, string why)
    {
        await using var archive = ArchiveBuilder.Create(Enum.Parse<ArchiveFormat>(format), Stream.Null);
        await archive.AddAsync("once", []);

        var adding = async () => await archive.AddAsync(path, []);

        (await adding.Should().ThrowAsync<ArchiveException>()).WithMessage($"*{why}*");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Add_BadTarget_IsRefused(string format)
    {
        await using var archive = ArchiveBuilder.Create(Enum.Parse<ArchiveFormat>(format), Stream.Null);

        var adding = async () => await archive.AddAsync(Packed.Link("l", "a\nb"));

        (await adding.Should().ThrowAsync<ArchiveException>()).WithMessage("*'l' is a link whose target is empty, too long or holds a control character*");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Complete_DestinationFails_Throws(string format)
    {
        await using var archive = ArchiveBuilder.Create(Enum.Parse<ArchiveFormat>(format), new FullDisk());

        var packing = async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await archive.AddAsync($"f{i}", Packed.Mixed(1_500_000, i));
            }

            await archive.CompleteAsync(Cancel);
        };

        (await packing.Should().ThrowAsync<IOException>()).WithMessage("*no space left*");
    }

    [Fact]
    public async Task Create_NoSuchFormat_Throws()
    {
        var creating = () => ArchiveBuilder.Create((ArchiveFormat)99, Stream.Null);

        creating.Should().Throw<ArgumentOutOfRangeException>();
        await Task.CompletedTask;
    }

    private static async Task<MemoryStream> BuildAsync(string format)
    {
        var destination = new MemoryStream();
        await using (var archive = ArchiveBuilder.Create(Enum.Parse<ArchiveFormat>(format), destination))
        {
            await archive.AddAsync(Packed.Directory("bin", 0x1E8));
            await archive.AddAsync("bin/tool", "#!/bin/sh\n"u8.ToArray(), 0x1ED);
            await archive.AddAsync(Packed.Link("current", "bin"));
            await archive.AddAsync("empty", []);
            await archive.AddAsync("large", Packed.Mixed(Large), 0x180);
            await archive.AddAsync("ünï/ä", Encoding.UTF8.GetBytes(new string('x', 90)));
            await archive.CompleteAsync(Cancel);
        }

        return destination;
    }

    // Takes the first megabyte, and no more.
    private sealed class FullDisk : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Length > 1_000_000 ? throw new IOException("no space left") : base.WriteAsync(buffer, cancellationToken);
    }
}
