using System.IO.Compression;
using System.Text;
using Forge.Shared.Archives.Packing;

namespace Forge.Shared.Tests.Archives.Packing;

public sealed class NoiseTests
{
    private const int Size = 32 * 1024;

    [Fact]
    public void Is_RandomBytes_True() => Enumerable.Range(0, 50).Should().OnlyContain(seed => Noise.Is(Random(seed, Size)));

    [Fact]
    public void Is_CompressedText_True()
    {
        var random = new Random(1);
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 60_000).Select(_ => random.Next()))));
        }

        Noise.Is(packed.ToArray().AsSpan(Size, Size)).Should().BeTrue();
    }

    [Fact]
    public void Is_Text_False() => Noise.Is(Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 6_000)))).Should().BeFalse();

    [Fact]
    public void Is_RandomBytesThatRepeat_False()
    {
        var half = Random(1, Size / 2);

        Noise.Is([.. half, .. half]).Should().BeFalse();
    }

    [Fact]
    public void Is_SixBitsOfEight_False() => Noise.Is([.. Random(1, Size).Select(b => (byte)(b & 0x3F))]).Should().BeFalse();

    [Fact]
    public void Is_FewBytes_False() => Noise.Is(Random(1, 1000)).Should().BeFalse();

    private static byte[] Random(int seed, int size)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
