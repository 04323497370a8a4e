using Forge.Shared.Archives;

namespace Forge.Shared.Tests.Archives;

/// <summary>Limits, damage and chance, in every format.</summary>
public sealed class HostileArchiveTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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

    private static Task<MemoryStream> PackAsync(string format, string entries) => new ArchiveDescription
    {
        Entries = [.. entries.Split('|').Select(entry => entry.Split('>') is [var name, var target] ? new DescribedEntry { Name = name, Link = target } : new DescribedEntry { Name = entry })],
    }.PackAsync(format, Cancel);
}
