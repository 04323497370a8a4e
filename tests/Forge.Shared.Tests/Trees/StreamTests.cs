using System.Formats.Tar;
using System.Text;
using CsCheck;
using Forge.Artifacts;
using Forge.Shared.Trees;
using Forge.Testing;

namespace Forge.Shared.Tests.Trees;

/// <summary>A stream comes back as it was, byte by byte, and costs what is new in it.</summary>
public sealed class StreamTests
{
    private const int Files = 600;

    private static readonly TreePool Pool = new("cache/shop");
    private static readonly ArtifactKey One = ArtifactKey.Parse("cache/shop/v/one");
    private static readonly ArtifactKey Two = ArtifactKey.Parse("cache/shop/v/two");

    private readonly FakeArtifactStore _store = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Upload_TarWithAFewChanges_StoresOnlyThose(bool isNested)
    {
        var tar = Tar(isNested);
        await UploadAsync(One, null, tar);
        var before = await StoredAsync();
        var changed = Tar(isNested, ("file-0007", "changed"), ("file-0600", "new"));

        var (_, size) = await UploadAsync(Two, One, changed);

        size.Should().Be(changed.Length);
        (await StoredAsync() - before).Should().BeLessThan(before / 20);
        (await ReadAsync(One)).Should().Equal(tar);
        (await ReadAsync(Two)).Should().Equal(changed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(700)]
    [InlineData(1024)]
    [InlineData(40_000)]
    public async Task Upload_TarIsCutOff_ComesBackAsItWas(int length)
    {
        var tar = Tar(isNested: true)[..length];

        await UploadAsync(One, null, tar);

        (await ReadAsync(One)).Should().Equal(tar);
    }

    [Fact]
    public Task Upload_AnyBytes_ComeBackAsTheyWere() =>
        Gen.Select(Gen.Byte.Array[0, 3_000], Gen.Int[0, 20], Gen.Bool).SampleAsync(async (noise, blocks, isInTar) =>
        {
            var store = new FakeArtifactStore(TimeProvider.System);
            byte[] bytes = isInTar ? [.. Tar(isNested: false)[..(blocks * 512)], .. noise] : noise;

            await new StreamUpload(store, Pool, TimeProvider.System).RunAsync(One, null, new MemoryStream(bytes), Cancel);
            await using var read = await StreamDownload.OpenAsync(store, Pool, One, Cancel);
            using var copy = new MemoryStream();
            await read.CopyToAsync(copy, Cancel);
            return copy.ToArray().AsSpan().SequenceEqual(bytes);
        }, iter: 60);

    [Fact]
    public async Task Upload_KeyIsTaken_IsAConflict()
    {
        await UploadAsync(One, null, [1]);

        var upload = () => UploadAsync(One, One, [2]);

        (await upload.Should().ThrowAsync<ArtifactStoreException>()).Which.Failure.Should().Be(ArtifactStoreFailure.Conflict);
        (await ReadAsync(One)).Should().Equal(1);
    }

    [Fact]
    public async Task Upload_FormerIsGoneOrNoStream_StoresEverything()
    {
        await _store.PutAsync(Two, new MemoryStream([1, 2, 3]), Cancel);

        await UploadAsync(One, Two, [4]);
        await UploadAsync(ArtifactKey.Parse("cache/shop/v/three"), ArtifactKey.Parse("cache/shop/v/none"), [5]);

        (await ReadAsync(One)).Should().Equal(4);
    }

    [Fact]
    public async Task Open_PackIsDamaged_GivesNothingOut()
    {
        await UploadAsync(One, null, Tar(isNested: false));
        await foreach (var pack in _store.ListAsync(Pool.Packs, Cancel))
        {
            _store.Corrupt(pack.Key);
        }

        var open = () => ReadAsync(One);

        (await open.Should().ThrowAsync<ArtifactStoreException>()).Which.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
    }

    private static byte[] Tar(bool isNested, params (string Name, string Text)[] changes)
    {
        var files = Enumerable.Range(0, Files).ToDictionary(n => $"file-{n:0000}", n => $"{n}:{string.Concat(Enumerable.Range(0, 1_200).Select(i => (n * 7919 * (i + 1)).ToString("x", System.Globalization.CultureInfo.InvariantCulture)))}");
        foreach (var (name, text) in changes)
        {
            files[name] = text;
        }

        var inner = Tar(files.Select(file => (file.Key, Encoding.UTF8.GetBytes(file.Value))));
        return isNested ? Tar([("src.tar", inner), ("home.tar", inner)]) : inner;
    }

    private static byte[] Tar(IEnumerable<(string Name, byte[] Bytes)> files)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch });
            }
        }

        return bytes.ToArray();
    }

    private Task<(ArtifactInfo Info, long Size)> UploadAsync(ArtifactKey key, ArtifactKey? former, byte[] bytes) =>
        new StreamUpload(_store, Pool, TimeProvider.System).RunAsync(key, former, new MemoryStream(bytes), Cancel);

    private async Task<byte[]> ReadAsync(ArtifactKey key)
    {
        await using var stream = await StreamDownload.OpenAsync(_store, Pool, key, Cancel);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancel);
        return copy.ToArray();
    }

    private async Task<long> StoredAsync() => await _store.ListAsync("", Cancel).Select(info => info.Size).SumAsync(cancellationToken: Cancel);
}
