using Forge.Shared.Archives;
using Forge.Testing;

namespace Forge.Shared.Tests.Archives;

public sealed class ArchiveReaderZstdTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("-3")]
    [InlineData("-19")]
    [InlineData("--no-check")]
    [InlineData("-T2")]
    public async Task Open_WhatTheProgramPacked_IsRead(string option)
    {
        using var reader = await Reading.OpenAsync(new MemoryStream(await ZstdAsync(Tar(), option)));

        (await reader.ReadTextAsync("a/b")).Should().Be("content");
        (await reader.ReadTextAsync("c")).Should().Be(Text());
    }

    [Fact]
    public async Task Open_SeveralFrames_AreRead()
    {
        var tar = Tar();
        byte[] packed = [.. await ZstdAsync(tar[..1000]), .. Skippable(), .. await ZstdAsync(tar[1000..])];

        using var reader = await Reading.OpenAsync(new MemoryStream(packed));

        (await reader.ReadTextAsync("c")).Should().Be(Text());
    }

    [Fact]
    public async Task Open_BeginsWithASkippableFrame_IsRead()
    {
        byte[] packed = [.. Skippable(), .. await ZstdAsync(Tar())];

        using var reader = await Reading.OpenAsync(new MemoryStream(packed));

        reader.Entries.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public async Task Open_CutOff_IsRefused(double part)
    {
        var packed = await ZstdAsync(Tar());

        var message = await Reading.RefusalAsync(new MemoryStream(packed[..(int)(packed.Length * part)]));

        message.Should().MatchRegex("its Zstandard layer is damaged|is a tar that is cut off");
    }

    [Fact]
    public async Task Open_AnyByteFlipped_IsRefusedOrMeansTheSame()
    {
        var packed = await ZstdAsync(Tar());
        var refused = 0;
        for (var at = 4; at < packed.Length; at += 97)
        {
            var flipped = packed.ToArray();
            flipped[at] ^= 0x10;
            try
            {
                using var reader = await Reading.OpenAsync(new MemoryStream(flipped));
                (await reader.ReadTextAsync("c")).Should().Be(Text());
            }
            catch (ArchiveException e)
            {
                e.Message.Should().StartWith("The archive is refused: ");
                refused++;
            }
        }

        // Some bits of the format mean nothing.
        refused.Should().BeGreaterThan(packed.Length / 97 * 3 / 4);
    }

    [Fact]
    public async Task Open_Bomb_IsRefusedWhileItUnpacks()
    {
        var message = await Reading.RefusalAsync(new MemoryStream(await ZstdAsync(new byte[40 * 1024 * 1024])));

        message.Should().Contain("its files are more than 250 times larger than the archive");
    }

    [Fact]
    public async Task Open_WindowOfManyMegabytes_IsRefused()
    {
        var message = await Reading.RefusalAsync(new MemoryStream(await ZstdAsync(new byte[80 * 1024 * 1024], "--long=27", "--no-content-size")));

        message.Should().Contain("its Zstandard layer needs a window of more than 32 MiB; compress it without --long and --ultra");
    }

    [Fact]
    public async Task Open_HoldsNoTar_IsRefused()
    {
        var message = await Reading.RefusalAsync(new MemoryStream(await ZstdAsync("just text"u8.ToArray())));

        message.Should().Contain("it is a tar that is cut off");
    }

    private static string Text() => string.Concat(Enumerable.Range(0, 5000));

    private static byte[] Tar() => new RawTar().Add("a/b", content: "content").Add("c", content: Text()).End().ToArray();

    private static byte[] Skippable() => [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];

    private async Task<byte[]> ZstdAsync(byte[] content, params string[] options)
    {
        var file = _directory.Combine("content");
        await File.WriteAllBytesAsync(file, content, Cancel);
        await Packed.RunAsync(["zstd", "-q", "-f", .. options, file, "-o", file + ".zst"]);
        return await File.ReadAllBytesAsync(file + ".zst", Cancel);
    }
}
