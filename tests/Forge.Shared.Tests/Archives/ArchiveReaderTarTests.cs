using System.Formats.Tar;
using System.IO.Compression;
using Forge.Shared.Archives;

namespace Forge.Shared.Tests.Archives;

public sealed class ArchiveReaderTarTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_NumberInAHeaderIsNone_IsRefused()
    {
        var message = await Reading.RefusalAsync(new RawTar().Add("x", spoil: block => block[130] = (byte)'9').End());

        message.Should().Contain("has a number in its header that is none");
    }

    [Fact]
    public async Task Open_OrdinaryTar_ReadsEverything()
    {
        var tar = new RawTar()
            .Extended('g', ("comment", "5f2c")).Add("./", '5', mode: 0x1ED).Add("./d/", '5', mode: 0x1C0).Add("./d/f", content: "content", mode: 0x1E8)
            .Add("./l", '2', target: "d/f").Add("./h", '1', target: "./d/f").Add("old/", '\0').End();

        using var reader = await Reading.OpenAsync(tar);

        reader.Entries.Select(entry => (entry.Path, entry.Kind, Convert.ToString(entry.UnixMode, 8), entry.Size)).Should().Equal(
            ("d", ArchiveEntryKind.Directory, "700", 0),
            ("d/f", ArchiveEntryKind.File, "750", 7),
            ("l", ArchiveEntryKind.Link, "777", 0),
            ("h", ArchiveEntryKind.File, "644", 7),
            ("old", ArchiveEntryKind.Directory, "644", 0));
        (await reader.ReadTextAsync("h")).Should().Be("content");
        (await reader.ReadTextAsync("d/f")).Should().Be("content");
    }

    [Theory]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.V7)]
    public async Task Open_EveryFormatOfTarWriter_IsRead(TarEntryFormat format)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, format, leaveOpen: true))
        {
            var path = format is TarEntryFormat.Pax or TarEntryFormat.Gnu ? $"{new string('d', 120)}/{new string('ü', 100)}" : "d/file";
            TarEntry entry = format switch
            {
                TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, path),
                TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, path),
                TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, path),
                _ => new V7TarEntry(TarEntryType.V7RegularFile, path),
            };
            entry.DataStream = new MemoryStream("content"u8.ToArray());
            writer.WriteEntry(entry);
        }

        using var reader = await Reading.OpenAsync(tar);

        (await reader.ReadTextAsync(reader.Entries.Single().Path)).Should().Be("content");
    }

    [Fact]
    public async Task Open_EmptyTar_HasNoEntries()
    {
        using var reader = await Reading.OpenAsync(new RawTar().End());

        reader.Entries.Should().BeEmpty();
    }

    [Fact]
    public async Task Open_Gzipped_ReadsTheSame()
    {
        var packed = Gzip(new RawTar().Add("a/b", content: "content").Add("c", content: "more").End().ToArray());

        using var reader = await Reading.OpenAsync(new MemoryStream(packed));

        (await reader.ReadTextAsync("c")).Should().Be("more");
        (await reader.ReadTextAsync("a/b")).Should().Be("content");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public async Task Open_GzipCutOff_IsRefused(double part)
    {
        var packed = Gzip(new RawTar().Add("a", content: string.Concat(Enumerable.Range(0, 5000))).End().ToArray());

        var message = await Reading.RefusalAsync(new MemoryStream(packed[..(int)(packed.Length * part)]));

        message.Should().MatchRegex("its gzip layer is damaged|is a tar that is cut off");
    }

    [Fact]
    public async Task Open_GzipFlipped_IsRefused()
    {
        var packed = Gzip(new RawTar().Add("a", content: string.Concat(Enumerable.Range(0, 5000))).End().ToArray());
        packed[packed.Length / 2] ^= 0x10;

        var message = await Reading.RefusalAsync(new MemoryStream(packed));

        message.Should().StartWith("The archive is refused: ");
    }

    [Fact]
    public async Task Open_GzipHoldsNoTar_IsRefused()
    {
        var message = await Reading.RefusalAsync(new MemoryStream(Gzip("just text"u8.ToArray())));

        message.Should().Contain("it is a tar that is cut off");
    }

    [Fact]
    public async Task Open_GzipBomb_IsRefusedWhileItUnpacks()
    {
        var message = await Reading.RefusalAsync(new MemoryStream(Gzip(new byte[40 * 1024 * 1024])));

        message.Should().Contain("its files are more than 250 times larger than the archive");
    }

    [Fact]
    public async Task Open_Gzipped_LeavesNoSpoolBehind()
    {
        var packed = Gzip(new RawTar().Add("a").End().ToArray());
        var before = Spools();

        (await Reading.OpenAsync(new MemoryStream(packed))).Dispose();

        Spools().Except(before).Should().BeEmpty();
    }

    [Fact]
    public async Task WriteTar_OfAnyArchive_IsReadableAndComplete()
    {
        var deep = string.Join('/', Enumerable.Repeat("directory", 20));
        using var reader = await Reading.OpenAsync(RawZip.Write(
            new RawZipEntry("tool", "#!/bin/sh") { Mode = 0x81ED, IsDeflated = true },
            new RawZipEntry("d/"),
            new RawZipEntry($"{deep}/file", "deep"),
            new RawZipEntry(new string('n', 200), "long"),
            new RawZipEntry("l", "tool") { Mode = 0xA1FF },
            new RawZipEntry("far", new string('t', 150)) { Mode = 0xA1FF }));
        using var tar = new MemoryStream();

        await reader.WriteTarAsync(tar, stripPrefix: "", Cancel);

        using var again = await Reading.OpenAsync(tar);
        again.Entries.Select(entry => entry with { Content = null }).Should().Equal(reader.Entries.Select(entry => entry with { Content = null }));
        (await again.ReadTextAsync($"{deep}/file")).Should().Be("deep");
    }

    [Fact]
    public async Task WriteTar_WithPrefix_WritesOnlyWhatLiesBelowIt()
    {
        using var reader = await Reading.OpenAsync(new RawTar().Add("top/", '5').Add("top/a", content: "1").Add("top/d/b", content: "2").Add("topless", content: "3").End());
        using var tar = new MemoryStream();

        await reader.WriteTarAsync(tar, stripPrefix: "top/", Cancel);

        using var again = await Reading.OpenAsync(tar);
        again.Entries.Select(entry => entry.Path).Should().Equal("a", "d/b");
    }

    [Fact]
    public async Task WriteTar_LinkLeadsOutOfThePrefix_IsRefused()
    {
        using var reader = await Reading.OpenAsync(new RawTar().Add("secret").Add("top/l", '2', target: "../secret").End());

        var writing = () => reader.WriteTarAsync(Stream.Null, stripPrefix: "top", Cancel);

        (await writing.Should().ThrowAsync<ArchiveException>()).WithMessage("*'top/l' is a link that leads out of the archive*");
    }

    private static string[] Spools() => Directory.GetFiles(Path.GetTempPath(), "forge-*.tar");

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
