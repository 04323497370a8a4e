using Forge.Shared.Archives;
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

    [Fact]
    public async Task Add_FileOfMoreThanFourGibibytes_IsZip64AndIsNotHeldInMemory()
    {
        const long Size = (4L * 1024 * 1024 * 1024) + 5;
        var file = await WriteAsync(async zip =>
        {
            await zip.AddAsync(Packed.File("large", Size), new Zeros(Size), Cancel);
            await zip.AddAsync("behind", "x"u8.ToArray());
        });

        (await Packed.RunAsync("unzip", "-v", file)).Should().Contain($"{Size}  Defl:N");
        using var reader = await Reading.OpenAsync(File.OpenRead(file), new ArchiveLimits { Ratio = int.MaxValue });
        reader.Entries[0].Size.Should().Be(Size);
        await reader.VerifyAsync(Cancel);
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

    private sealed class Zeros(long size) : ForwardStream
    {
        private long _left = size;

        public override int Read(Span<byte> buffer)
        {
            var read = (int)Math.Min(_left, buffer.Length);
            buffer[..read].Clear();
            _left -= read;
            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
