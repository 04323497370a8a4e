using Forge.Shared.Archives;
using Forge.Shared.Archives.Zip;
using Forge.Testing;

namespace Forge.Shared.Tests.Archives;

public sealed class ZipBuilderTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Complete_ZipinfoShowsModesMethodsAndTheFixedTime()
    {
        var noise = new byte[5000];
        new Random(1).NextBytes(noise);
        var file = await WriteAsync(async zip =>
        {
            await zip.AddAsync("tool", new byte[5000], 0x1ED);
            await zip.AddAsync("noise", noise);
            await zip.AddAsync(Packed.Link("link", "tool"));
            await zip.AddAsync(Packed.Directory("d"));
        });

        var lines = (await Packed.RunAsync("zipinfo", "-l", file)).Split('\n');

        lines[2].Should().MatchRegex("^-rwxr-xr-x  4.5 unx     5000 b- +[0-9]+ defN 80-Jan-01 00:00 tool$");
        lines[3].Should().MatchRegex("^-rw-r--r--  4.5 unx     5000 b- +5000 stor 80-Jan-01 00:00 noise$");
        lines[4].Should().MatchRegex("^lrwxrwxrwx  4.5 unx        4 b- +4 stor 80-Jan-01 00:00 link$");
        lines[5].Should().MatchRegex("^drwxr-xr-x  4.5 unx        0 b- +0 stor 80-Jan-01 00:00 d/$");
    }

    [Fact]
    public async Task Add_WithTime_KeepsItToTheSecond()
    {
        var time = new DateTimeOffset(2024, 2, 29, 13, 14, 15, TimeSpan.Zero);
        var file = await WriteAsync(zip => zip.AddAsync(Packed.File("f", 0) with { ModifiedAt = time }));

        using var reader = await Reading.OpenAsync(File.OpenRead(file));

        reader.Entries.Single().ModifiedAt.Should().Be(time);
        (await Packed.RunAsync("zipinfo", "-T", file, "f")).Should().Contain("20240229.131415");
    }

    [Theory]
    [InlineData(1, "f")]
    [InlineData(1024 * 1024, "f")]
    [InlineData((1024 * 1024) + 1, "f")]
    [InlineData(3 * 1024 * 1024, "f")]
    public async Task Add_AtTheEdgeOfABlock_IsWhole(int size, string path)
    {
        var content = Packed.Mixed(size);
        var file = await WriteAsync(zip => zip.AddAsync(path, content));

        await Packed.RunAsync("unzip", "-q", file, "-d", _directory.Path);

        (await File.ReadAllBytesAsync(_directory.Combine(path), Cancel)).AsSpan().SequenceEqual(content).Should().BeTrue();
    }

    [Fact]
    public async Task Complete_MoreEntriesThanOldZipsHold_IsZip64()
    {
        var file = await WriteAsync(async zip =>
        {
            for (var i = 0; i < 66_000; i++)
            {
                await zip.AddAsync(Packed.File($"{i}", 0));
            }
        });

        (await Packed.RunAsync("zipinfo", "-h", file)).Should().Contain("number of entries: 66000");
        using var reader = await Reading.OpenAsync(File.OpenRead(file));
        reader.Entries.Should().HaveCount(66_000);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(3 * 1024 * 1024)]
    public async Task Add_LargerThanOldZipsHold_IsZip64(int size)
    {
        var content = Packed.Mixed(size);
        var file = _directory.Combine("archive.zip");
        await using (var destination = File.Create(file))
        {
            await using var zip = new ZipBuilder(destination) { WideAbove = 1 };
            await zip.AddAsync("f", content);
            await zip.AddAsync("g", "x"u8.ToArray());
            await zip.CompleteAsync(Cancel);
        }

        (await Packed.RunAsync("zipinfo", "-v", file, "f")).Should().Contain("minimum software version required to extract:   4.5").And.Contain($"uncompressed size:                              {size} bytes");
        await Packed.RunAsync("unzip", "-q", file, "-d", _directory.Path);
        (await File.ReadAllBytesAsync(_directory.Combine("f"), Cancel)).AsSpan().SequenceEqual(content).Should().BeTrue();
        using var reader = await Reading.OpenAsync(File.OpenRead(file));
        await reader.VerifyAsync(Cancel);
    }

    [Theory]
    [InlineData(10, 5L * 1024 * 1024 * 1024)]
    [InlineData(6L * 1024 * 1024 * 1024, 10)]
    [InlineData(6L * 1024 * 1024 * 1024, 5L * 1024 * 1024 * 1024)]
    public void WriteCentral_NumbersOfManyGigabytes_AreReadAgain(long size, long offset)
    {
        var member = new ZipMember(Packed.File("f", size)) { IsStreamed = size > 10, Size = size, PackedSize = size + 1, Offset = offset, Crc = 7 };
        var bytes = new byte[member.MostCentralLength];

        var length = member.WriteCentral(bytes);

        var header = ZipHeader.Parse(bytes.AsSpan(0, length), out var read);
        read.Should().Be(length);
        (header.Size, header.PackedSize, header.Offset, header.Crc).Should().Be((size, size + 1, offset, 7u));
    }

    private async Task<string> WriteAsync(Func<ZipBuilder, ValueTask> fill)
    {
        var file = _directory.Combine("archive.zip");
        await using var destination = File.Create(file);
        await using var zip = new ZipBuilder(destination);
        await fill(zip);
        await zip.CompleteAsync(Cancel);
        return file;
    }
}
