using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Forge.Artifacts;
using Forge.Shared.Trees;

namespace Forge.Shared.Tests.Trees;

public sealed class PackPolicyTests
{
    private const int Mebi = 1024 * 1024;

    private static readonly HashSet<string> NoMarks = [];

    private int _next;

    [Fact]
    public void Keep_PackIsMostlyUsed_KeepsIt()
    {
        var chunks = Chunks(packSize: 100, used: 60);

        PackPolicy.Keep(chunks, NoMarks).Should().Equal(chunks);
    }

    [Fact]
    public void Keep_PackIsMostlyWaste_PacksItsContentsAnew()
    {
        PackPolicy.Keep(Chunks(packSize: 100, used: 40), NoMarks).Should().BeEmpty();
    }

    [Fact]
    public void Keep_OneOfTwoIsWaste_KeepsTheOther()
    {
        var good = Chunks(packSize: 100, used: 100);

        PackPolicy.Keep([.. Chunks(packSize: 1000, used: 10), .. good], NoMarks).Should().Equal(good);
    }

    [Fact]
    public void Keep_ManySmallPacks_PutsThemTogether()
    {
        var large = Chunks(packSize: 8 * Mebi, used: 8 * Mebi);
        var few = Enumerable.Range(0, 23).SelectMany(_ => Chunks(packSize: 100, used: 100)).ToArray();
        Chunk[] many = [.. few, .. Chunks(packSize: 100, used: 100)];

        PackPolicy.Keep([.. large, .. few], NoMarks).Should().HaveCount(24);
        PackPolicy.Keep([.. large, .. many], NoMarks).Should().Equal(large);
    }

    [Fact]
    public void Keep_PackIsMarked_IsNotTakenUpAgain()
    {
        var chunks = Chunks(packSize: 100, used: 100);

        PackPolicy.Keep(chunks, new HashSet<string> { chunks[0].Frame.Pack!.Id }).Should().BeEmpty();
    }

    [Fact]
    public void Keep_PatchWhoseBasisIsGone_GoesToo()
    {
        var basis = Chunks(packSize: 1000, used: 10);
        var patch = Chunks(packSize: 100, used: 100);
        patch[0].Frame.Basis = basis;

        PackPolicy.Keep(patch, NoMarks).Should().BeEmpty();
        PackPolicy.PacksOf(patch).Should().BeEquivalentTo([basis[0].Frame.Pack, patch[0].Frame.Pack]);
    }

    private Chunk[] Chunks(long packSize, int used)
    {
        var pack = new Pack((_next++).ToString("x32", CultureInfo.InvariantCulture)) { Size = packSize };
        var frame = new Frame { Pack = pack, Length = used, RawSize = Math.Min(used, Chunk.MaxSize) };
        return [new Chunk(ArtifactDigest.FromHash(SHA256.HashData(Encoding.ASCII.GetBytes(pack.Id))), frame.RawSize, frame, start: 0)];
    }
}
