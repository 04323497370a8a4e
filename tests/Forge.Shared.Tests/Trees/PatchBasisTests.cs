using System.Security.Cryptography;
using Forge.Artifacts;
using Forge.Shared.Trees;

namespace Forge.Shared.Tests.Trees;

public sealed class PatchBasisTests
{
    private const int Large = 1024 * 1024;

    private static readonly Chunk[] Old = [.. Enumerable.Range(0, 5).Select(number => ChunkOf((byte)number))];

    [Theory]
    [InlineData(0, "01")]
    [InlineData(2, "123")]
    [InlineData(4, "34")]
    [InlineData(9, "34")]
    public void For_LargeChunk_IsWhatLayAroundItsPlace(int index, string expected)
    {
        var basis = PatchBasis.For(Old, index, Large);

        basis.Should().Equal(expected.Select(digit => Old[digit - '0']));
    }

    [Fact]
    public void For_SmallChunk_IsNothing() => PatchBasis.For(Old, 2, 1000).Should().BeEmpty();

    [Fact]
    public void For_NewFile_IsNothing() => PatchBasis.For([], 0, Large).Should().BeEmpty();

    [Fact]
    public void For_OldOneIsAPatch_IsThatPatchsBasis()
    {
        var patch = ChunkOf(9);
        patch.Frame.Basis = [Old[1], Old[2]];

        PatchBasis.For([Old[0], patch, Old[3]], 1, Large).Should().Equal(Old[1], Old[2]);
        PatchBasis.For([Old[0], patch, Old[3]], 0, Large).Should().Equal(Old[0]);
    }

    private static Chunk ChunkOf(byte number) => new(ArtifactDigest.FromHash(SHA256.HashData([number])), Large, new Frame { RawSize = Large }, start: 0);
}
