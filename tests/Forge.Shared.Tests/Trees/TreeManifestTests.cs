using System.Security.Cryptography;
using Forge.Artifacts;
using Forge.Shared.Archives;
using Forge.Shared.Trees;
using Forge.Testing;

namespace Forge.Shared.Tests.Trees;

public sealed class TreeManifestTests
{
    private const int MagicLength = 10;

    private static readonly ArtifactKey Key = ArtifactKey.Parse("pool/one");

    private readonly FakeArtifactStore _store = new(TimeProvider.System);

    public static TheoryData<string> BadPaths => ["", "/a", "../a", "a/../b", "./a", "a//b", "a/", "a\\b", "a\nb", "missing/a", "link/a", "file/a"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_WhatWasWritten_IsTheSame()
    {
        var manifest = TreeManifest.Of(Entries());

        var read = await ReadAsync(manifest.ToBytes());

        read!.Digest.Should().Be(manifest.Digest);
        read.Size.Should().Be(12);
        read.Entries.Select(entry => (entry.Path, entry.Kind, entry.UnixMode, entry.ModifiedAt, entry.LinkTarget, entry.Size, entry.Digest))
            .Should().Equal(manifest.Entries.Select(entry => (entry.Path, entry.Kind, entry.UnixMode, entry.ModifiedAt, entry.LinkTarget, entry.Size, entry.Digest)));
        read.Entries.Single(entry => entry.Path == "file").Chunks.Should().HaveCount(2);
        read.Entries.Single(entry => entry.Path == "file").Chunks[1].Frame.Basis.Should().ContainSingle();
    }

    [Fact]
    public void Digest_SaysWhatATreeIs_AndNotWhereOrWhen()
    {
        var entries = Entries();
        var digest = TreeManifest.Of(entries).Digest;

        TreeManifest.Of(entries.Select(entry => entry with { ModifiedAt = 5 }).Reverse()).Digest.Should().Be(digest);
        TreeManifest.Of(entries.Select(entry => entry with { Path = $"{entry.Path}x" })).Digest.Should().NotBe(digest);
        TreeManifest.Of(entries.Select(entry => entry with { UnixMode = 0 })).Digest.Should().NotBe(digest);
        TreeManifest.Of(entries.Select(entry => entry with { LinkTarget = entry.LinkTarget.Length > 0 ? "other" : "" })).Digest.Should().NotBe(digest);
        TreeManifest.Of(entries.Select(entry => entry.Digest is null ? entry : entry with { Digest = DigestOf(9) })).Digest.Should().NotBe(digest);
        TreeManifest.Of(entries.Skip(1)).Digest.Should().NotBe(digest);
    }

    [Theory]
    [MemberData(nameof(BadPaths))]
    public async Task Read_PathLeadsElsewhere_IsDamage(string path)
    {
        var manifest = TreeManifest.Of([.. Entries(), new TreeEntry { Path = path, Kind = ArchiveEntryKind.Directory, UnixMode = 0, ModifiedAt = 0 }]);

        (await FailureAsync(manifest.ToBytes())).Failure.Should().Be(ArtifactStoreFailure.Corrupt);
    }

    [Fact]
    public async Task Read_EntryIsNotWhatItSays_IsDamage()
    {
        var file = Entries()[1];
        TreeEntry[] bad =
        [
            file with { Size = 13 }, file with { UnixMode = 0x800 }, file with { LinkTarget = "x" },
            file with { Kind = ArchiveEntryKind.Directory }, file with { Kind = ArchiveEntryKind.Link }, file with { Kind = (ArchiveEntryKind)9 },
        ];
        foreach (var entry in bad)
        {
            (await FailureAsync(TreeManifest.Of([entry]).ToBytes())).Message.Should().Contain("'pool/one' is damaged");
        }

        (await FailureAsync(TreeManifest.Of([file, file]).ToBytes())).Failure.Should().Be(ArtifactStoreFailure.Corrupt);
    }

    // The store checks the bytes; this is what happens to somebody who wrote them with intent.
    [Fact]
    public async Task Read_AnyByteIsFlipped_NeverPassesForAnotherTree()
    {
        var manifest = TreeManifest.Of(Entries());
        var bytes = manifest.ToBytes();
        for (var i = MagicLength; i < bytes.Length; i++)
        {
            byte[] flipped = [.. bytes];
            flipped[i] ^= 0x21;
            try
            {
                (await ReadAsync(flipped))!.Digest.Should().Be(manifest.Digest);
            }
            catch (ArtifactStoreException e)
            {
                e.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(40)]
    public async Task Read_CutOff_IsNoTreeOrDamage(int length)
    {
        var bytes = TreeManifest.Of(Entries()).ToBytes()[..length];

        if (length < MagicLength)
        {
            (await ReadAsync(bytes)).Should().BeNull();
        }
        else
        {
            (await FailureAsync(bytes)).Failure.Should().Be(ArtifactStoreFailure.Corrupt);
        }
    }

    private static TreeEntry[] Entries()
    {
        var pack = new Pack(new string('a', 32)) { Size = 100 };
        var basis = new Chunk(DigestOf(1), 8, new Frame { Pack = pack, Offset = 20, Length = 5, RawSize = 16 }, start: 8);
        var plain = new Chunk(DigestOf(2), 4, new Frame { Pack = pack, Offset = 30, Length = 5, RawSize = 4 }, start: 0);
        var patch = new Chunk(DigestOf(3), 8, new Frame { Pack = pack, Offset = 40, Length = 5, RawSize = 8, Basis = [basis] }, start: 0);
        return
        [
            new TreeEntry { Path = "directory", Kind = ArchiveEntryKind.Directory, UnixMode = 0x1FF, ModifiedAt = 1 },
            new TreeEntry { Path = "file", Kind = ArchiveEntryKind.File, UnixMode = 0x1A4, ModifiedAt = -1, Size = 12, Digest = DigestOf(4), Chunks = [plain, patch] },
            new TreeEntry { Path = "directory/empty", Kind = ArchiveEntryKind.File, UnixMode = 0, ModifiedAt = 0, Digest = ArtifactDigest.FromHash(SHA256.HashData([])) },
            new TreeEntry { Path = "link", Kind = ArchiveEntryKind.Link, UnixMode = 0x1FF, ModifiedAt = 3, LinkTarget = "../elsewhere" },
        ];
    }

    private static ArtifactDigest DigestOf(byte number) => ArtifactDigest.FromHash(SHA256.HashData([number]));

    private async Task<TreeManifest?> ReadAsync(byte[] bytes)
    {
        await _store.DeleteAsync(Key, Cancel);
        await _store.PutAsync(Key, new MemoryStream(bytes), Cancel);
        return await TreeManifest.ReadAsync(_store, Key, Cancel);
    }

    private async Task<ArtifactStoreException> FailureAsync(byte[] bytes) => (await FluentActions.Awaiting(() => ReadAsync(bytes)).Should().ThrowAsync<ArtifactStoreException>()).Which;
}
