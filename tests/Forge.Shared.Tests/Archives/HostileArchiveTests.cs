using System.IO.Compression;
using System.Text;
using Forge.Shared.Archives;
using Forge.Shared.Archives.Packing;
using Forge.Testing;

namespace Forge.Shared.Tests.Archives;

/// <summary>What no archive may do, in every format that can say it. Nothing of a refused archive is ever unpacked.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private static readonly string[] Formats = ["zip", "tar", "tar.gz", "tar.zst"];

    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Entries
    {
        get
        {
            (string Entries, string Why)[] rows =
            [
                ("../x", "leads out of the archive with '..'"),
                ("a/../../x", "leads out of the archive with '..'"),
                ("/etc/x", "has an absolute name"),
                ("C:\\x", "has a backslash in its name"),
                ("a\u0001b", "has a control character in its name"),
                ("x|x", "'x' is there twice"),
                ("x|./x", "'x' is there twice"),
                ("x|X", "'X' differs from 'x' only in case"),
                ("é|e\u0301", "is composed differently"),
                ("aux.txt", "has the name of a device of Windows"),
                ("x ", "ends with a dot or a blank"),
                ("x\u202Egpj.exe", "turns the direction of text"),
                ("x|x/y", "lies below 'x', which is not a directory"),
                ("x/y|x", "'x' is not a directory, but other entries lie below it"),
                ("l>/etc/passwd", "is a link to an absolute path"),
                ("l>../x", "is a link that leads out of the archive"),
                ("a>.|b>a/..", "is a link that leads out of the archive"),
                ("d/up>..|e>d/up/../x", "is a link that leads out of the archive"),
                ("a>b|b>a", "is a link that leads in a circle"),
                ("l>d|l/x", "lies below 'l', which is not a directory"),
            ];
            var data = new TheoryData<string, string, string>();
            foreach (var (entries, why) in rows)
            {
                Array.ForEach(Formats, format => data.Add(format, entries, why));
            }

            return data;
        }
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Extract_EntryBreaksARule_IsRefusedAndLeavesNothing(string format, string entries, string why)
    {
        var packed = await PackAsync(format, entries);

        var extracting = async () =>
        {
            using var reader = await Reading.OpenAsync(packed);
            await reader.ExtractAsync(_directory.Combine("out"), Cancel);
        };

        (await extracting.Should().ThrowAsync<ArchiveException>()).WithMessage($"The archive is refused: *{why}*");
        Directory.EnumerateFileSystemEntries(_directory.Path).Should().BeEmpty();
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("tar.zst")]
    public async Task Open_OverALimit_IsRefused(string format)
    {
        var packed = await PackAsync(format, "a|b|c");

        (await Reading.RefusalAsync(packed, new ArchiveLimits { Entries = 2 })).Should().MatchRegex("most is 2|more than 2 entries");
        (await Reading.RefusalAsync(packed, new ArchiveLimits { EntrySize = 6 })).Should().Contain("'a' has 7 bytes; the most is 6");
        (await Reading.RefusalAsync(packed, new ArchiveLimits { TotalSize = 20 })).Should().Contain("more than 20 bytes together");
    }

    [Fact]
    public async Task Open_RandomBytes_IsRefused()
    {
        var random = new Random(1);
        byte[][] starts = [[], [(byte)'P', (byte)'K', 3, 4], [(byte)'P', (byte)'K', 5, 6], [0x1F, 0x8B, 8], [0x28, 0xB5, 0x2F, 0xFD], [0x50, 0x2A, 0x4D, 0x18]];
        for (var i = 0; i < 600; i++)
        {
            var bytes = new byte[random.Next(1, 2000)];
            random.NextBytes(bytes);
            starts[i % starts.Length].AsSpan(0, Math.Min(bytes.Length, starts[i % starts.Length].Length)).CopyTo(bytes);

            (await Reading.RefusalAsync(new MemoryStream(bytes))).Should().StartWith("The archive is refused: ");
        }
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("tar.zst")]
    public async Task Open_CutOffAnywhere_IsRefused(string format)
    {
        var packed = (await PackAsync(format, "a|d/b|l>a")).ToArray();
        // A tar may lack half of its end mark.
        var longest = format is "tar" ? packed.Length - 1024 : packed.Length;
        for (var length = 0; length < longest; length += 41)
        {
            (await Reading.RefusalAsync(new MemoryStream(packed[..length]))).Should().StartWith("The archive is refused: ");
        }
    }

    [Theory]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public async Task Open_AsManyEntriesAsOldZipsCount_AreRead(int count)
    {
        var packed = new MemoryStream();
        await using (var zip = new ZipBuilder(packed))
        {
            for (var i = 0; i < count; i++)
            {
                await zip.AddAsync(Packed.File($"{i}", 0));
            }

            await zip.CompleteAsync(Cancel);
        }

        using var reader = await Reading.OpenAsync(packed);

        reader.Entries.Should().HaveCount(count);
    }

    private static async Task<MemoryStream> PackAsync(string format, string entries)
    {
        const int Link = 0xA1FF;
        var all = entries.Split('|').Select(entry => entry.Split('>')).ToList();
        if (format is "zip")
        {
            return RawZip.Write([.. all.Select(entry => entry is [var name, var target] ? new RawZipEntry(name, target) { Mode = Link } : new RawZipEntry(entry[0], "content"))]);
        }

        var tar = new RawTar();
        foreach (var entry in all)
        {
            // The header itself is ASCII.
            _ = Ascii.IsValid(entry[0]) ? tar : tar.Pax(("path", entry[0]));
            _ = entry is [var name, var target] ? tar.Add(name, '2', target: target) : tar.Add(entry[0], content: "content");
        }

        return await CompressAsync(tar.End(), format);
    }

    private static async Task<MemoryStream> CompressAsync(MemoryStream tar, string format)
    {
        if (format is "tar")
        {
            return tar;
        }

        var packed = new MemoryStream();
        if (format is "tar.gz")
        {
            await using var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true);
            gzip.Write(tar.ToArray());
        }
        else
        {
            await using var zstd = new CompressedOutput(packed, new ZstdCodec());
            await zstd.WriteAsync(tar.ToArray(), Cancel);
            await zstd.CompleteAsync(Cancel);
        }

        return packed;
    }
}
