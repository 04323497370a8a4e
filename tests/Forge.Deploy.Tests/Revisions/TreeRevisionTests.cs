using System.Formats.Tar;
using Forge.Artifacts;
using Forge.Deploy.Bundles;
using Forge.Shared.Archives;
using Forge.Shared.Trees;
using Forge.Testing;

namespace Forge.Deploy.Tests.Revisions;

/// <summary>Revisions that are stored as trees, as the host opens them.</summary>
public sealed class TreeRevisionTests : IDisposable
{
    private const string AppSpec = "version: 0.0\nos: linux\n";
    private const int LargeFile = 9 * 1024 * 1024;

    private readonly TempDirectory _directory = new();
    private readonly CountingStore _store = new();
    private readonly BundleCache _cache;

    public TreeRevisionTests()
    {
        _directory.Write("source/appspec.yml", AppSpec);
        _directory.WriteScript("source/bin/run.sh", "#!/bin/sh\n");
        _directory.Write("source/empty", "");
        File.WriteAllBytes(_directory.Combine("source", "large"), Noise(LargeFile, seed: 1));
        File.CreateSymbolicLink(_directory.Combine("source", "current"), "bin/run.sh");
        _cache = Open();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Held => _directory.Combine("cache", "packs");

    public void Dispose()
    {
        _cache.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Get_Tree_IsATarWithEverythingInIt()
    {
        var bundle = await GetAsync(_cache, await PutAsync());

        bundle.Tree.Names("").Should().Equal("appspec.yml", "bin", "current", "empty", "large");
        var found = await ReadAsync(bundle.TarPath);
        found["large"].Content.Should().Equal(Noise(LargeFile, seed: 1));
        found["empty"].Content.Should().BeEmpty();
        found["bin/run.sh"].Mode.Should().HaveFlag(UnixFileMode.UserExecute);
        found["current"].Link.Should().Be("bin/run.sh");
        Directory.GetFiles(_directory.Combine("cache"), "*.whole*").Should().BeEmpty();
    }

    [Fact]
    public async Task Get_NextRevision_FetchesOnlyWhatIsNew()
    {
        await GetAsync(_cache, await PutAsync());
        _directory.Write("source/bin/run.sh", "#!/bin/sh\n# changed\n");
        var second = await PutAsync();
        _store.Opened.Clear();

        var bundle = await GetAsync(_cache, second);

        (await ReadAsync(bundle.TarPath))["large"].Content.Should().Equal(Noise(LargeFile, seed: 1));
        _store.Opened.Where(TreePool.IsPartOfAny).Should().ContainSingle("only the pack with the change is new");
        _store.Opened.Clear();
        using var later = Open();
        await GetAsync(later, second);
        _store.Opened.Should().BeEmpty("a later process finds what the earlier one holds");
    }

    [Fact]
    public async Task Get_HeldPackWasDamaged_IsFetchedAnew()
    {
        var first = await PutAsync();
        await GetAsync(_cache, first);
        foreach (var pack in Directory.GetFiles(Held))
        {
            await using var file = File.OpenWrite(pack);
            file.Position = file.Length / 2;
            file.WriteByte(1);
            file.WriteByte(2);
        }

        using var later = Open();
        var bundle = await GetAsync(later, first);

        (await ReadAsync(bundle.TarPath))["large"].Content.Should().Equal(Noise(LargeFile, seed: 1));
        Directory.GetFiles(Held).Should().BeEmpty();
    }

    [Fact]
    public async Task Get_PackIsGone_SaysSoAndLeavesNothing()
    {
        var info = await PutAsync();
        await foreach (var pack in _store.ListAsync("shop/packs/", Cancel))
        {
            await _store.DeleteAsync(pack.Key, Cancel);
        }

        var get = () => GetAsync(_cache, info);

        (await get.Should().ThrowAsync<ArtifactStoreException>()).Which.Message.Should().Contain("lost its contents");
        Directory.GetFiles(_directory.Combine("cache"), "*.tar*").Should().BeEmpty();
    }

    [Theory]
    [InlineData("link", "the link leads out")]
    [InlineData("twin", "two names differ only in case")]
    public async Task Get_TreeThatNoArchiveMayBe_IsRefused(string what, string why)
    {
        if (what == "link")
        {
            File.CreateSymbolicLink(_directory.Combine("source", "out"), "../../etc");
        }
        else
        {
            _directory.Write("source/Bin", "");
        }

        var info = await PutAsync();
        var get = () => GetAsync(_cache, info);

        await get.Should().ThrowAsync<ArchiveException>(why);
    }

    [Fact]
    public async Task Get_CachedFileOfAnotherKind_IsNotTakenForATree()
    {
        using var content = new MemoryStream("FORGETREE is what this begins with, and no more"u8.ToArray());
        var info = await _store.PutAsync(ArtifactKey.Parse("shop/text"), content, Cancel);

        var get = () => GetAsync(_cache, info);

        await get.Should().ThrowAsync<ArchiveException>();
    }

    private static byte[] Noise(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task<Dictionary<string, (byte[] Content, UnixFileMode Mode, string Link)>> ReadAsync(string path)
    {
        var found = new Dictionary<string, (byte[] Content, UnixFileMode Mode, string Link)>();
        await using var tar = new TarReader(File.OpenRead(path));
        while (await tar.GetNextEntryAsync(cancellationToken: Cancel) is { } entry)
        {
            using var content = new MemoryStream();
            await (entry.DataStream ?? Stream.Null).CopyToAsync(content, Cancel);
            found[entry.Name] = (content.ToArray(), entry.Mode, entry.LinkName);
        }

        return found;
    }

    private BundleCache Open() => new(_directory.Combine("cache"), TimeProvider.System);

    private Task<Bundle> GetAsync(BundleCache cache, ArtifactInfo info) => cache.GetAsync(_store, info.Key, info.Digest, Cancel);

    private async Task<ArtifactInfo> PutAsync() => (await new TreeUpload(_store, new TreePool("shop"), TimeProvider.System).RunAsync(
        new TreeUploadRequest { Content = DirectoryScan.Of(_directory.Combine("source")) }, Cancel)).Info;

    private sealed class CountingStore : IArtifactStore
    {
        private readonly FakeArtifactStore _inner = new(TimeProvider.System);

        public List<ArtifactKey> Opened { get; } = [];

        public string Name => _inner.Name;

        public Task<Stream> OpenReadAsync(ArtifactKey key, CancellationToken cancellationToken)
        {
            Opened.Add(key);
            return _inner.OpenReadAsync(key, cancellationToken);
        }

        public Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken) => _inner.PutAsync(key, content, cancellationToken);

        public Task<ArtifactInfo?> StatAsync(ArtifactKey key, CancellationToken cancellationToken) => _inner.StatAsync(key, cancellationToken);

        public IAsyncEnumerable<ArtifactInfo> ListAsync(string prefix, CancellationToken cancellationToken) => _inner.ListAsync(prefix, cancellationToken);

        public Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken) => _inner.DeleteAsync(key, cancellationToken);
    }
}
