using System.IO.Compression;
using Forge.Shared.Archives.Packing;

namespace Forge.Shared.Tests.Archives.Packing;

public sealed class DeflaterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(300_000)]
    [InlineData(1_048_576)]
    public void Append_BlocksOneBehindTheOther_InflateToTheWhole(int size)
    {
        var content = Packed.Mixed(size);
        using var packed = new PooledBytes(4 * Deflater.MostBytes(size));

        Deflater.Append(content.AsSpan(0, size / 3), isLast: false, packed);
        Deflater.Append(content.AsSpan(size / 3, size / 3), isLast: false, packed);
        Deflater.Append(content.AsSpan(size / 3 * 2), isLast: true, packed);

        Inflate(packed.Span.ToArray()).AsSpan().SequenceEqual(content).Should().BeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    [InlineData(1_048_576)]
    public void Append_Noise_TakesHardlyMoreThanItself(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        using var packed = new PooledBytes(Deflater.MostBytes(size));

        Deflater.Append(content, isLast: true, packed);

        packed.Length.Should().BeLessThanOrEqualTo(size + 5 + (size / 65_535 * 5));
        Inflate(packed.Span.ToArray()).AsSpan().SequenceEqual(content).Should().BeTrue();
    }

    [Fact]
    public void Append_NoiseBetweenText_StillMakesTheTextSmall()
    {
        var (text, noise) = (new byte[200_000], new byte[200_000]);
        new Random(1).NextBytes(noise);
        using var packed = new PooledBytes(Deflater.MostBytes(600_000));

        Deflater.Append([.. text, .. noise, .. text], isLast: true, packed);

        packed.Length.Should().BeLessThan(noise.Length + 40_000);
    }

    private static byte[] Inflate(byte[] packed)
    {
        using var inflated = new MemoryStream();
        using var deflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        deflate.CopyTo(inflated);
        return inflated.ToArray();
    }
}
