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
        (await KeysAsync(store)).Should().ContainSingle().Which.Should().StartWith("cache/shop/v/latest/");
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

    private static Task<ArtifactInfo?> SaveAsync(CacheStore caches, string version, string key, string content) =>
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
