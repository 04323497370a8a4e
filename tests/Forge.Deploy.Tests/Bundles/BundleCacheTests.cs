using System.Formats.Tar;
using Forge.Artifacts;
using Forge.Deploy.Bundles;
using Forge.Shared.Archives;
using Forge.Testing;

namespace Forge.Deploy.Tests.Bundles;

public sealed class BundleCacheTests : IDisposable
{
    private static readonly ArtifactKey Key = ArtifactKey.Parse("shop/1.zip");

    private readonly TempDirectory _directory = new();
    private readonly FakeArtifactStore _store = new(TimeProvider.System);
    private readonly BundleCache _cache;

    public BundleCacheTests() => _cache = Create();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Cache => _directory.Combine("cache");

    public void Dispose()
    {
        _cache.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("shop-1.0/")]
    public async Task Get_Revision_IsReadAndWrittenAsATarWithoutItsTopFolder(string top)
    {
        var bundle = await _cache.GetAsync(_store, Key, await PutAsync(Revision.Noting("1", "true").ToZip(top)), Cancel);

        bundle.Spec.Hooks.Should().HaveCount(5);
        bundle.Tree.Names("").Should().Equal("app", "appspec.yml", "scripts");
        await using var tar = new TarReader(File.OpenRead(bundle.TarPath));
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(cancellationToken: Cancel) is { } entry)
        {
            names.Add(entry.Name);
        }

        names.Where(name => !name.EndsWith('/')).Should().BeEquivalentTo("app/version.txt", "appspec.yml", "scripts/hook.sh");
    }

    [Fact]
    public async Task Get_Again_FetchesNothing()
    {
        var digest = await PutAsync(Revision.Noting("1", "true").ToZip());
        var first = await _cache.GetAsync(_store, Key, digest, Cancel);
        await _store.DeleteAsync(Key, Cancel);

        (await _cache.GetAsync(_store, Key, digest, Cancel)).Should().BeSameAs(first);
        using var later = Create();
        (await later.GetAsync(_store, Key, digest, Cancel)).Tree.Names("").Should().HaveCount(3, "a later process finds the file of the earlier one");
    }

    [Fact]
    public async Task Get_CachedFileWasDamaged_IsFetchedAnew()
    {
        var digest = await PutAsync(Revision.Noting("1", "true").ToZip());
        await _cache.GetAsync(_store, Key, digest, Cancel);
        await File.AppendAllTextAsync(Path.Join(Cache, digest.Value), "x", Cancel);
        using var later = Create();

        (await later.GetAsync(_store, Key, digest, Cancel)).Tree.Names("").Should().HaveCount(3);
    }

    [Fact]
    public async Task Get_StoredBytesAreOthers_IsRefusedAndLeavesNothing()
    {
        await PutAsync(Revision.Noting("1", "true").ToZip());

        var act = async () => await _cache.GetAsync(_store, Key, ArtifactDigest.Parse(new string('0', 64)), Cancel);

        (await act.Should().ThrowAsync<ArtifactStoreException>()).Which.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
        Directory.GetFiles(Cache).Should().BeEmpty();
    }

    [Fact]
    public async Task Get_NoArchive_IsRefused()
    {
        var digest = await PutAsync("no archive"u8.ToArray());

        await FluentActions.Awaiting(() => _cache.GetAsync(_store, Key, digest, Cancel)).Should().ThrowAsync<ArchiveException>();
    }

    [Fact]
    public async Task Get_AppSpecTooLarge_IsRefusedWithoutReadingItAll()
    {
        var digest = await PutAsync(new Revision().File("appspec.yml", new string('#', 300_000)).ToZip());

        (await FluentActions.Awaiting(() => _cache.GetAsync(_store, Key, digest, Cancel)).Should().ThrowAsync<SpecException>()).WithMessage("*the most is*");
    }

    [Fact]
    public async Task Get_ManyRevisions_KeepsTheLastFew()
    {
        for (var i = 0; i < 40; i++)
        {
            var key = ArtifactKey.Parse($"shop/{i}.zip");
            using var content = new MemoryStream(Revision.Noting($"{i}", "true").ToZip());
            await _cache.GetAsync(_store, key, (await _store.PutAsync(key, content, Cancel)).Digest, Cancel);
        }

        Directory.GetFiles(Cache).Should().HaveCountLessThanOrEqualTo(34);
        File.GetUnixFileMode(Cache).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private BundleCache Create() => new(Cache, TimeProvider.System);

    private async Task<ArtifactDigest> PutAsync(byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        return (await _store.PutAsync(Key, content, Cancel)).Digest;
    }
}
