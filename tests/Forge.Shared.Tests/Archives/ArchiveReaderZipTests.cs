using System.IO.Compression;
using Forge.Shared.Archives;

namespace Forge.Shared.Tests.Archives;

public sealed class ArchiveReaderZipTests
{
    private const int Link = 0xA1FF;
    private const string Hundred = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_EntryLiesWithinAnother_IsRefused()
    {
        // The content of the first entry holds a whole entry, to which the directory points as well: the quoted-overlap bomb.
        var inner = RawZip.Write(new RawZipEntry("b", Hundred)).ToArray()[..(30 + 1 + 100)];
        var outer = new RawZipEntry("a") { Content = inner };

        var message = await Reading.RefusalAsync(RawZip.Write(outer, new RawZipEntry("b", Hundred) { Offset = 31 }));

        message.Should().Contain("'b' shares its bytes with another entry");
    }

    [Fact]
    public async Task Open_CommentAndZip64_AreTaken()
    {
        var options = new RawZipOptions { Comment = "a comment"u8.ToArray(), IsZip64 = true };

        using var reader = await Reading.OpenAsync(RawZip.Write(options, new RawZipEntry("a", Hundred)));

        (await reader.ReadTextAsync("a")).Should().Be(Hundred);
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
}
