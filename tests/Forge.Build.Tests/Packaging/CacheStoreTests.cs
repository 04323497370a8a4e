using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Forge.Artifacts;
using Forge.Build.Packaging;
using Forge.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Build.Tests.Packaging;

/// <summary>The same promises over an artifact store and over a directory.</summary>
public sealed class CacheStoreTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    public static TheoryData<bool> Stores => [true, false];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task C55_Key_IsWrittenOnce(bool isDirectory)
    {
        var caches = Create(isDirectory);
        (await SaveAsync(caches, "v", "a/b c", "one")).Should().NotBeNull();

        (await SaveAsync(caches, "v", "a/b c", "two")).Should().BeNull();

        (await ReadAsync(caches, "v", "a/b c")).Should().Be("one exact");
        (await ReadAsync(caches, "w", "a/b c")).Should().BeNull();
        (await ReadAsync(caches, "v", "a/b")).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Find_FallbackKeys_AreBeginningsInTheirOrder(bool isDirectory)
    {
        var caches = Create(isDirectory);
        await SaveAsync(caches, "v", "npm-1", "old");
        _time.Advance(TimeSpan.FromSeconds(1));
        await SaveAsync(caches, "v", "npm-2", "new");
        await SaveAsync(caches, "v", "other", "other");

        (await ReadAsync(caches, "v", "npm-3", "none", "npm-", "o")).Should().Be("new near");
        (await ReadAsync(caches, "v", "npm-3", "oth", "npm-")).Should().Be("other near");
        (await ReadAsync(caches, "v", "npm-3", "x")).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Save_WithoutAKey_ReplacesTheLast(bool isDirectory)
    {
        var store = CreateStore(isDirectory);
        var caches = new CacheStore(store, "shop", _time);
        await SaveAsync(caches, "v", "", "one");
        _time.Advance(TimeSpan.FromSeconds(1));
        await SaveAsync(caches, "v", "", "two");

        (await ReadAsync(caches, "v", "")).Should().Be("two near");
        (await KeysAsync(store)).Where(key => !key.StartsWith("cache/shop/packs/", StringComparison.Ordinal)).Should().ContainSingle().Which.Should().StartWith("cache/shop/v/latest/");
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Save_LittleHasChanged_MovesOnlyThat(bool isDirectory)
    {
        var store = CreateStore(isDirectory);
        var caches = new CacheStore(store, "shop", _time);
        var files = Enumerable.Range(0, 50).Select(_ => RandomNumberGenerator.GetBytes(20_000)).ToList();
        await caches.SaveAsync("v", "k-1", Tar(files), Cancel);
        var before = await SizeAsync(store);
        files[7] = RandomNumberGenerator.GetBytes(20_000);
        var changed = Tar(files);

        (await caches.SaveAsync("v", "k-2", changed, Cancel)).Should().Be(changed.Length);

        (await SizeAsync(store) - before).Should().BeInRange(20_000, 40_000);
        var hit = await caches.FindAsync("v", "k-2", [], Cancel);
        await using var read = await caches.OpenAsync(hit!, Cancel);
        using var copy = new MemoryStream();
        await read.CopyToAsync(copy, Cancel);
        copy.ToArray().Should().Equal(changed.ToArray());
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Save_WithoutAKeyForDays_KeepsWhatTheLastNeeds(bool isDirectory)
    {
        var store = CreateStore(isDirectory);
        var caches = new CacheStore(store, "shop", _time);
        var files = new List<byte[]>();
        for (var day = 0; day < 5; day++)
        {
            files = [.. files.TakeLast(1), RandomNumberGenerator.GetBytes(50_000)];
            await caches.SaveAsync("v", "", Tar(files), Cancel);
            _time.Advance(TimeSpan.FromDays(1));
        }

        // A directory dates its files by its own clock, on which no day has passed.
        (await SizeAsync(store)).Should().BeLessThan(isDirectory ? 300_000 : 220_000);
        var hit = await caches.FindAsync("v", "", [], Cancel);
        await using var read = await caches.OpenAsync(hit!, Cancel);
        read.Length.Should().Be(Tar(files).Length);
    }

    [Fact]
    public async Task Open_Damaged_GivesNothingOut()
    {
        var store = new FakeArtifactStore(_time);
        var caches = new CacheStore(store, "shop", _time);
        await SaveAsync(caches, "v", "k", "content");
        store.Corrupt(ArtifactKey.Parse((await KeysAsync(store)).Single(key => key.StartsWith("cache/shop/packs/", StringComparison.Ordinal))));
        var hit = await caches.FindAsync("v", "k", [], Cancel);

        var open = () => caches.OpenAsync(hit!, Cancel);

        (await open.Should().ThrowAsync<ArtifactStoreException>()).Which.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Scopes_DoNotSeeEachOther(bool isDirectory)
    {
        var store = CreateStore(isDirectory);
        await SaveAsync(new CacheStore(store, "shop", _time), "v", "k", "shop's");

        (await ReadAsync(new CacheStore(store, "mail", _time), "v", "k", "")).Should().BeNull();
    }

    [Fact]
    public async Task Directory_IsAStoreLikeAnyOther()
    {
        var store = new CacheDirectory(_directory.Combine("cache"));
        var key = ArtifactKey.Parse("a/b");
        await PutAsync(key, "x");

        (await PutAsync(key, "x")).Size.Should().Be(1);
        (await store.Invoking(_ => PutAsync(key, "y")).Should().ThrowAsync<ArtifactStoreException>()).Which.Failure.Should().Be(ArtifactStoreFailure.Conflict);
        await store.DeleteAsync(key, Cancel);
        await store.DeleteAsync(key, Cancel);
        (await store.Invoking(one => one.OpenReadAsync(key, Cancel)).Should().ThrowAsync<ArtifactStoreException>()).Which.Failure.Should().Be(ArtifactStoreFailure.NotFound);
        (await KeysAsync(store)).Should().BeEmpty();

        Task<ArtifactInfo> PutAsync(ArtifactKey at, string text) => store.PutAsync(at, new MemoryStream(Encoding.UTF8.GetBytes(text)), Cancel);
    }

    [Theory]
    [InlineData("a-b_C9", "a-b_C9")]
    [InlineData("..", "%2e%2e")]
    [InlineData("a/ü", "a%2f%c3%bc")]
    [InlineData("", "")]
    public void Encode_Key_IsOneSegment(string key, string expected) => CacheStore.Encode(key).Should().Be(expected);

    [Fact]
    public void Version_IsThatOfThePathsWhereverTheBuildIs()
    {
        var version = CacheVersion.Of(["/work/1/src/a", "b/**/*", "/root/.m2", "/opt/x"], "/work/1/src", "/root");

        version.Should().Be(CacheVersion.Of(["a", "b/**/*", "/home/u/.m2", "/opt/x"], "/other", "/home/u")).And.HaveLength(32);
        version.Should().NotBe(CacheVersion.Of(["a", "b/**/*"], "/other", "/home/u"));
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(IArtifactStore store)
    {
        var keys = new List<string>();
        await foreach (var info in store.ListAsync("", Cancel))
        {
            keys.Add(info.Key.Value);
        }

        return keys;
    }

    private static MemoryStream Tar(IEnumerable<byte[]> files)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            foreach (var (number, content) in files.Index())
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"file-{number}") { DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch });
            }
        }

        bytes.Position = 0;
        return bytes;
    }

    private static async Task<long> SizeAsync(IArtifactStore store) => await store.ListAsync("", Cancel).Select(info => info.Size).SumAsync(cancellationToken: Cancel);

    private static Task<long?> SaveAsync(CacheStore caches, string version, string key, string content) =>
        caches.SaveAsync(version, key, new MemoryStream(Encoding.UTF8.GetBytes(content)), Cancel);

    private static async Task<string?> ReadAsync(CacheStore caches, string version, string key, params string[] fallbackKeys)
    {
        if (await caches.FindAsync(version, key, fallbackKeys, Cancel) is not { } hit)
        {
            return null;
        }

        using var reader = new StreamReader(await caches.OpenAsync(hit, Cancel));
        return $"{await reader.ReadToEndAsync(Cancel)} {(hit.IsExact ? "exact" : "near")}";
    }

    private CacheStore Create(bool isDirectory) => new(CreateStore(isDirectory), "shop", _time);

    private IArtifactStore CreateStore(bool isDirectory) => isDirectory ? new CacheDirectory(_directory.Combine("cache")) : new FakeArtifactStore(_time);
}
