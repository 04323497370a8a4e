using System.IO.Compression;
using System.Text;
using Forge.Shared.Archives;

namespace Forge.Shared.Tests.Archives;

public sealed class ArchiveReaderZipTests
{
    private const int Link = 0xA1FF;
    private const string Hundred = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Lies => new()
    {
        { "crc", "'f' is damaged: its checksum is wrong" },
        { "larger", "'f' lies about its size" },
        { "deflated larger", "'f' ends 1 bytes before its stated size of 101" },
        { "deflated smaller", "'f' has more bytes than its stated size of 99" },
        { "garbage", "'f' is damaged" },
        { "encrypted", "'f' is encrypted" },
        { "strongly encrypted", "'f' is encrypted" },
        { "lzma", "'f' is compressed with method 14; only 'stored' and 'deflate' are taken" },
        { "other name", "'f' is described differently in the directory and at its content" },
        { "other disk", "'f' lies in another part of a split zip" },
        { "beyond", "'f' lies outside of the file" },
        { "too long", "'f' lies outside of the file" },
        { "no zip64", "'f' has a size that zip64 should state and does not" },
        { "fifo", "'f' is neither a file nor a directory nor a link" },
        { "device", "'f' is neither a file nor a directory nor a link" },
        { "setuid", "'f' would run with the rights of its owner" },
        { "setgid", "'f' would run with the rights of its owner" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Open_EntryLies_IsRefused(string lie, string why)
    {
        var honest = new RawZipEntry("f", Hundred);
        var entry = lie switch
        {
            "crc" => honest with { Crc = 1 },
            "larger" => honest with { Size = 101 },
            "deflated larger" => honest with { IsDeflated = true, Size = 101 },
            "deflated smaller" => honest with { IsDeflated = true, Size = 99 },
            "garbage" => honest with { Method = 8, Content = [7, 1, 2, 3], Size = 100 },
            "encrypted" => honest with { Flags = 1 },
            "strongly encrypted" => honest with { Flags = 1 << 6 },
            "lzma" => honest with { Method = 14 },
            "other name" => honest with { LocalName = "g"u8.ToArray() },
            "other disk" => honest with { Disk = 1 },
            "beyond" => honest with { Offset = 1_000_000 },
            "too long" => honest with { IsDeflated = true, PackedSize = 1_000_000 },
            "no zip64" => honest with { Size = uint.MaxValue },
            "fifo" => honest with { Mode = 0x11A4 },
            "device" => honest with { Mode = 0x61A4 },
            "setuid" => honest with { Mode = 0x89ED },
            _ => honest with { Mode = 0x85ED },
        };

        var message = await Reading.RefusalAsync(RawZip.Write(entry));

        message.Should().Contain(why);
    }

    [Fact]
    public async Task Open_DirectoryWithContent_IsRefused()
    {
        var message = await Reading.RefusalAsync(RawZip.Write(new RawZipEntry("d/", "x")));

        message.Should().Contain("'d' is a directory with content");
    }

    [Fact]
    public async Task Open_EntriesShareBytes_IsRefused()
    {
        var message = await Reading.RefusalAsync(RawZip.Write(new RawZipEntry("a", Hundred), new RawZipEntry("a", Hundred) { Name = "b"u8.ToArray(), LocalName = "a"u8.ToArray(), Offset = 0 }));

        message.Should().Match("*'b' is described differently*");
    }

    [Fact]
    public async Task Open_EntryLiesWithinAnother_IsRefused()
    {
        // The content of the first entry holds a whole entry, to which the directory points as well: the quoted-overlap bomb.
        var inner = RawZip.Write(new RawZipEntry("b", Hundred)).ToArray()[..(30 + 1 + 100)];
        var outer = new RawZipEntry("a") { Content = inner };

        var message = await Reading.RefusalAsync(RawZip.Write(outer, new RawZipEntry("b", Hundred) { Offset = 31 }));

        message.Should().Contain("'b' shares its bytes with another entry");
    }

    public static TheoryData<string, string> Frames => new()
    {
        { "before", "its directory is not where its end says" },
        { "between", "its directory is not where its end says" },
        { "two ends", "it has two directories at its end" },
        { "split", "it is one part of a split zip" },
        { "count", "it is one part of a split zip" },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task Open_SomethingAroundTheZip_IsRefused(string frame, string why)
    {
        var entry = new RawZipEntry("a", Hundred);
        byte[] end = [(byte)'P', (byte)'K', 5, 6, .. new byte[18]];
        var zip = frame switch
        {
            "before" => Prepend("PK\u0003\u0004", RawZip.Write(entry)),
            "between" => Insert(RawZip.Write(entry)),
            "two ends" => RawZip.Write(new RawZipOptions { Comment = end }, entry),
            "split" => RawZip.Write(new RawZipOptions { Disk = 1 }, entry),
            _ => RawZip.Write(new RawZipOptions { Count = 2 }, entry),
        };

        var message = await Reading.RefusalAsync(zip);

        message.Should().Contain(why);
    }

    [Fact]
    public async Task Open_SomethingBeforeTheFirstEntry_IsRefused()
    {
        var message = await Reading.RefusalAsync(RawZip.Write(new RawZipOptions { Before = "PK\u0003\u0004 and more"u8.ToArray() }, new RawZipEntry("a")));

        message.Should().Contain("something stands before its first entry");
    }

    [Fact]
    public async Task Open_CommentAndZip64_AreTaken()
    {
        var options = new RawZipOptions { Comment = "a comment"u8.ToArray(), IsZip64 = true };

        using var reader = await Reading.OpenAsync(RawZip.Write(options, new RawZipEntry("a", Hundred)));

        (await reader.ReadTextAsync("a")).Should().Be(Hundred);
    }

    [Theory]
    [InlineData(0, "it is empty")]
    [InlineData(1, "it is neither a zip nor a tar, nor a tar compressed with gzip or Zstandard")]
    [InlineData(10, "has no directory at its end: it is cut off")]
    [InlineData(140, "has no directory at its end: it is cut off")]
    [InlineData(199, "has no directory at its end: it is cut off")]
    public async Task Open_CutOff_IsRefused(int length, string why)
    {
        var zip = RawZip.Write(new RawZipEntry("a", Hundred));
        zip.SetLength(length);

        var message = await Reading.RefusalAsync(zip);

        message.Should().Contain(why);
    }

    [Fact]
    public async Task Open_Executable_IsRefused()
    {
        var zip = Prepend("MZ\u0090", RawZip.Write(new RawZipEntry("a", Hundred)));

        var message = await Reading.RefusalAsync(zip);

        message.Should().Contain("it is neither a zip nor a tar, nor a tar compressed with gzip or Zstandard");
    }

    [Fact]
    public async Task Open_EmptyZip_HasNoEntries()
    {
        using var reader = await Reading.OpenAsync(RawZip.Write());

        reader.Entries.Should().BeEmpty();
    }

    [Fact]
    public async Task Open_OverALimit_IsRefused()
    {
        var zip = RawZip.Write(new RawZipEntry("a", Hundred), new RawZipEntry("b", Hundred));

        (await Reading.RefusalAsync(zip, new ArchiveLimits { Entries = 1 })).Should().Contain("it has 2 entries; the most is 1");
        (await Reading.RefusalAsync(zip, new ArchiveLimits { EntrySize = 99 })).Should().Contain("'a' has 100 bytes; the most is 99");
        (await Reading.RefusalAsync(zip, new ArchiveLimits { TotalSize = 199 })).Should().Contain("its files have more than 199 bytes together");
    }

    [Fact]
    public async Task Open_Bomb_IsRefusedByItsRatio()
    {
        var zip = RawZip.Write(new RawZipEntry("bomb") { Content = new byte[20 * 1024 * 1024], IsDeflated = true });

        var message = await Reading.RefusalAsync(zip);

        message.Should().Contain("its files are more than 250 times larger than the archive");
    }

    [Fact]
    public async Task Open_ManyEntries_TakesZip64AndIsQuick()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var i = 0; i < 70_000; i++)
            {
                archive.CreateEntry($"d/{i}");
            }
        }

        using var reader = await Reading.OpenAsync(zip);

        reader.Entries.Should().HaveCount(70_000);
    }

    [Fact]
    public async Task Open_LinksThatStayInside_AreTaken()
    {
        using var reader = await Reading.OpenAsync(RawZip.Write(
            new RawZipEntry("lib/real", "x"),
            new RawZipEntry("current", "lib") { Mode = Link },
            new RawZipEntry("bin/tool", "../current/./real") { Mode = Link },
            new RawZipEntry("bin/self", ".") { Mode = Link },
            new RawZipEntry("dangling", "nowhere/at/all") { Mode = Link }));

        reader.Entries.Single(entry => entry.Path == "bin/tool").LinkTarget.Should().Be("../current/./real");
    }

    public static TheoryData<string, string> Links => new()
    {
        { "l>/etc/passwd", "'l' is a link to an absolute path: '/etc/passwd'" },
        { "l>..", "'l' is a link that leads out of the archive: '..'" },
        { "d/l>../../x", "'d/l' is a link that leads out of the archive" },
        { "a>.|a2>a/..", "'a2' is a link that leads out of the archive" },
        { "d/up>..|x>d/up/..", "'x' is a link that leads out of the archive" },
        { "a>b|b>a", "'a' is a link that leads in a circle" },
        { "a>a", "'a' is a link that leads in a circle" },
        { "l>", "'l' is a link whose target is empty" },
        { "l>x\0y", "'l' is a link whose target is empty, too long or holds a control character" },
        { "l>d|l/x", "'l/x' lies below 'l', which is not a directory" },
        { "l/x|l>d", "'l' is not a directory, but other entries lie below it" },
    };

    [Theory]
    [MemberData(nameof(Links))]
    public async Task Open_LinkLeadsAstray_IsRefused(string entries, string why)
    {
        var zip = RawZip.Write([.. entries.Split('|').Select(entry =>
            entry.Split('>') is [var name, var target] ? new RawZipEntry(name, target) { Mode = Link } : new RawZipEntry(entry, "x"))]);

        var message = await Reading.RefusalAsync(zip);

        message.Should().Contain(why);
    }

    [Fact]
    public async Task Open_LinksMayLeadAnywhere_TakesThem()
    {
        var zip = RawZip.Write(new RawZipEntry("l", "/etc/passwd") { Mode = Link });

        using var reader = await Reading.OpenAsync(zip, new ArchiveLimits { Links = ArchiveLinks.Anywhere });

        reader.Entries.Should().ContainSingle().Which.LinkTarget.Should().Be("/etc/passwd");
    }

    [Fact]
    public async Task Open_ModesAndTimes_AreRead()
    {
        using var reader = await Reading.OpenAsync(RawZip.Write(
            new RawZipEntry("tool") { Mode = 0x81ED },
            new RawZipEntry("plain"),
            new RawZipEntry("plain-directory/"),
            new RawZipEntry("shared/") { Mode = 0x45ED },
            new RawZipEntry("timed") { Extra = [0x55, 0x54, 5, 0, 1, 0x00, 0xCA, 0x9A, 0x3B] }));

        reader.Entries.Select(entry => (entry.Path, Convert.ToString(entry.UnixMode, 8), entry.ModifiedAt.ToUnixTimeSeconds())).Should().Equal(
            ("tool", "755", 315532800), ("plain", "644", 315532800), ("plain-directory", "755", 315532800), ("shared", "755", 315532800), ("timed", "644", 1_000_000_000));
    }

    [Fact]
    public async Task OpenEntry_NotAFileOfTheArchive_Throws()
    {
        using var reader = await Reading.OpenAsync(RawZip.Write(new RawZipEntry("d/")));

        var opening = () => reader.OpenEntryAsync(reader.Entries[0], Cancel);

        (await opening.Should().ThrowAsync<ArgumentException>()).WithMessage("'d' is not a file of this archive.*");
    }

    [Fact]
    public async Task OpenEntry_SynchronousAndAsynchronousReads_VerifyAlike()
    {
        using var reader = await Reading.OpenAsync(RawZip.Write(new RawZipEntry("f", Hundred) { IsDeflated = true, Crc = 1 }));
        await using var content = await reader.OpenEntryAsync(reader.Entries[0], Cancel);

        var reading = () => content.CopyTo(Stream.Null, 7);

        reading.Should().Throw<ArchiveException>().WithMessage("*its checksum is wrong*");
    }

    private static MemoryStream Prepend(string text, MemoryStream zip) => new([.. Encoding.Latin1.GetBytes(text), .. zip.ToArray()]);

    private static MemoryStream Insert(MemoryStream zip)
    {
        var bytes = zip.ToArray();
        return new MemoryStream([.. bytes[..^22], 0, .. bytes[^22..]]);
    }
}
