using System.Security.Cryptography;
using Forge.Artifacts;
using Forge.Shared.Archives;
using Forge.Shared.Trees;
using Forge.Testing;

namespace Forge.Shared.Tests.Trees;

public sealed class StampCacheTests : IDisposable
{
    private const long Second = 1_000_000_000;

    private static readonly ArtifactDigest Digest = ArtifactDigest.FromHash(SHA256.HashData("x"u8));
    private static readonly FileStamp Stamp = new(Mode: 0x81A4, Size: 1, ModifiedAt: 100 * Second, ChangedAt: 100 * Second, Inode: 7, Device: 8);

    private readonly TempDirectory _directory = new();

    public static TheoryData<string> Changes => ["mode", "size", "modified", "changed", "inode", "device"];

    private string File => _directory.Combine("cache", "stamps");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Find_SameStamp_GivesTheDigestAlsoAfterReading()
    {
        var cache = new StampCache { LastTree = "pool/one" };
        cache.Add("ü/a", Stamp, Digest, At(200));
        cache.Save(File);

        var read = StampCache.Load(File);

        read.Find("ü/a", Stamp).Should().Be(Digest);
        read.Find("b", Stamp).Should().BeNull();
        read.LastTree.Should().Be("pool/one");
        Directory.GetFiles(_directory.Combine("cache")).Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Find_AnythingOfTheStampDiffers_GivesNothing(string what)
    {
        var cache = new StampCache();
        cache.Add("a", Stamp, Digest, At(200));

        cache.Find("a", what switch
        {
            "mode" => Stamp with { Mode = 0x81ED },
            "size" => Stamp with { Size = 2 },
            "modified" => Stamp with { ModifiedAt = Stamp.ModifiedAt + 1 },
            "changed" => Stamp with { ChangedAt = Stamp.ChangedAt + 1 },
            "inode" => Stamp with { Inode = 9 },
            _ => Stamp with { Device = 9 },
        }).Should().BeNull();
    }

    [Theory]
    [InlineData(100, 100, 102, false)]
    [InlineData(100, 100, 103, true)]
    [InlineData(50, 102, 103, false)]
    [InlineData(102, 50, 103, false)]
    [InlineData(900, 100, 103, false)]
    public void Add_FileWasChangedJustNow_IsNotTrusted(int modified, int changed, int readAt, bool isTrusted)
    {
        var stamp = Stamp with { ModifiedAt = modified * Second, ChangedAt = changed * Second };
        var cache = new StampCache();

        cache.Add("a", stamp, Digest, At(readAt));

        cache.Find("a", stamp).HasValue.Should().Be(isTrusted);
    }

    [Fact]
    public void Load_AnyByteIsFlipped_IsEmpty()
    {
        var cache = new StampCache { LastTree = "pool/one" };
        cache.Add("a", Stamp, Digest, At(200));
        cache.Save(File);
        var bytes = System.IO.File.ReadAllBytes(File);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x10;
            System.IO.File.WriteAllBytes(File, bytes);
            bytes[i] ^= 0x10;

            StampCache.Load(File).Should().BeEquivalentTo(new { LastTree = "" });
            StampCache.Load(File).Find("a", Stamp).Should().BeNull();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("something that is longer than the digest at the end of a cache")]
    public void Load_NoCache_IsEmpty(string text)
    {
        _directory.Write("cache/stamps", text);

        StampCache.Load(File).LastTree.Should().BeEmpty();
        StampCache.Load(_directory.Combine("missing")).LastTree.Should().BeEmpty();
        StampCache.Load(_directory.Path).LastTree.Should().BeEmpty();
        StampCache.Load(null).LastTree.Should().BeEmpty();
    }

    private static DateTimeOffset At(int seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
