using System.Diagnostics;
using Forge.Artifacts.FileSystem;
using Forge.Artifacts.Trees;
using Forge.Shared.Archives;
using Forge.Shared.Trees;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Artifacts.Tests.Trees;

public sealed class ArtifactTreesTests : IDisposable
{
    private static readonly ArtifactKey One = ArtifactKey.Parse("pool/one");
    private static readonly ArtifactKey Two = ArtifactKey.Parse("pool/two");

    private readonly TempDirectory _directory = new();
    private readonly FakeArtifactStore _store = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ArtifactTrees Trees => new(_store, "pool", TimeProvider.System);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Put_ThenGet_MakesTheSameDirectory()
    {
        var source = TreeSample.Write(_directory);

        var put = await PutAsync(One, source);
        var got = await Trees.GetAsync(One, _directory.Combine("copy"), cancellationToken: Cancel);

        got.Should().Be(put.Digest);
        put.Should().BeEquivalentTo(new { Files = 6, Size = 9_437_184L + 13 + 10 + 8 });
        TreeSample.Describe(_directory.Combine("copy")).Should().Equal(TreeSample.Describe(source));
    }

    [Fact]
    public async Task Put_OnTheFileSystem_ThenGet_MakesTheSameDirectory()
    {
        var source = TreeSample.Write(_directory);
        using var store = new FileSystemArtifactStore(
            new FileSystemArtifactStoreOptions { Directory = _directory.Combine("store") }, TimeProvider.System, NullLogger<FileSystemArtifactStore>.Instance);
        var trees = new ArtifactTrees(store, "pool", TimeProvider.System);

        await trees.PutAsync(new TreePutRequest { Key = One, Directory = source }, Cancel);
        await trees.GetAsync(One, _directory.Combine("copy"), cancellationToken: Cancel);

        TreeSample.Describe(_directory.Combine("copy")).Should().Equal(TreeSample.Describe(source));
    }

    [Fact]
    public async Task Put_FewFilesChanged_MovesOnlyThose()
    {
        var source = TreeSample.Write(_directory);
        var first = await PutAsync(One, source);
        _directory.Write("source/app/ünï cödé", "other text");
        File.Delete(Path.Combine(source, "current"));

        var second = await PutAsync(Two, source);

        first.StoredBytes.Should().BeGreaterThan(9_000_000);
        second.StoredBytes.Should().BeLessThan(2_000);
        second.Digest.Should().NotBe(first.Digest);
        await ShouldHoldAsync(Two, source);
    }

    [Fact]
    public async Task Put_LargeFileGrewInTheMiddle_MovesAPatch()
    {
        var source = TreeSample.Write(_directory);
        await PutAsync(One, source);
        var large = Path.Combine(source, "app", "large");
        var old = await File.ReadAllBytesAsync(large, Cancel);
        await File.WriteAllBytesAsync(large, [.. old[..100_000], 1, 2, 3, .. old[100_000..]], Cancel);

        var second = await PutAsync(Two, source);
        await File.AppendAllTextAsync(large, "and once more", Cancel);
        var third = await PutAsync(ArtifactKey.Parse("pool/three"), source);

        second.StoredBytes.Should().BeLessThan(20_000);
        third.StoredBytes.Should().BeLessThan(20_000);
        await ShouldHoldAsync(ArtifactKey.Parse("pool/three"), source);
    }

    [Fact]
    public async Task Put_SameTreeInOtherPacks_ChangesNothing()
    {
        var source = TreeSample.Write(_directory);
        var first = await PutAsync(One, source);
        var keys = await KeysAsync();

        var again = await PutAsync(One, source);

        again.StoredBytes.Should().Be(0);
        again.Info.Should().Be(first.Info);
        (await KeysAsync()).Should().Equal(keys);
    }

    [Fact]
    public async Task Put_KeyHoldsAnotherTree_IsAConflict()
    {
        var source = TreeSample.Write(_directory);
        await PutAsync(One, source);
        _directory.Write("source/new", "x");

        var put = () => PutAsync(One, source);

        (await put.Should().ThrowAsync<ArtifactStoreException>()).Which.Failure.Should().Be(ArtifactStoreFailure.Conflict);
    }

    [Theory]
    [InlineData("elsewhere/one")]
    [InlineData("pool")]
    [InlineData("pool/packs/one")]
    [InlineData("pool/garbage/one")]
    [InlineData("pool/leases/one")]
    public async Task Put_KeyIsNoneOfThePool_IsRefused(string key)
    {
        var put = () => PutAsync(ArtifactKey.Parse(key), _directory.MakeDirectory("source"));

        (await put.Should().ThrowAsync<ArgumentException>()).WithMessage($"'{key}'*'pool/'*");
    }

    [Fact]
    public async Task Put_StoreFails_LeavesNoTree()
    {
        var source = TreeSample.Write(_directory);
        _store.PutFailure = new ArtifactStoreException("The disk is full.", ArtifactStoreFailure.NoSpace);

        var put = () => PutAsync(One, source);

        (await put.Should().ThrowAsync<ArtifactStoreException>()).Which.Failure.Should().Be(ArtifactStoreFailure.NoSpace);
        _store.PutFailure = null;
        (await KeysAsync()).Should().BeEmpty();
        await PutAsync(One, source);
        await ShouldHoldAsync(One, source);
    }

    [Fact]
    public async Task Put_Cancelled_LeavesNoTree()
    {
        var source = TreeSample.Write(_directory);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var put = () => Trees.PutAsync(new TreePutRequest { Key = One, Directory = source }, stop.Token);

        await put.Should().ThrowAsync<OperationCanceledException>();
        (await KeysAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Put_BaseIsMissing_SaysWhich()
    {
        var put = () => Trees.PutAsync(new TreePutRequest { Key = One, Directory = _directory.MakeDirectory("source"), Base = Two }, Cancel);

        (await put.Should().ThrowAsync<ArtifactStoreException>()).WithMessage("*'pool/two'*").Which.Failure.Should().Be(ArtifactStoreFailure.NotFound);
    }

    [Fact]
    public async Task Put_DirectoryIsMissing_SaysWhich()
    {
        var put = () => PutAsync(One, _directory.Combine("missing"));

        await put.Should().ThrowAsync<DirectoryNotFoundException>().WithMessage("*missing*");
    }

    [Fact]
    public async Task Put_NameThatNoTreeCanHold_SaysWhich()
    {
        _directory.Write("source/back\\slash", "x");

        var put = () => PutAsync(One, _directory.Combine("source"));

        await put.Should().ThrowAsync<IOException>().WithMessage("*back\\slash*");
    }

    [Fact]
    public async Task Put_StampIsRemembered_DoesNotReadTheFile()
    {
        var source = TreeSample.Write(_directory);
        _directory.Write("source/app/same size", "TEXT");
        await PutAsync(One, source, withStamps: true);
        var stamps = StampCache.Load(_directory.Combine("stamps"));
        var text = stamps.Find("app-more/twin", FileStamp.Read(Path.Combine(source, "app-more", "twin"))!.Value)!.Value;
        stamps.Add("app/same size", FileStamp.Read(Path.Combine(source, "app", "same size"))!.Value, text, DateTimeOffset.MaxValue);
        stamps.Save(_directory.Combine("stamps"));

        await PutAsync(Two, source, withStamps: true);

        // The wrong digest was believed: so nobody looked.
        await Trees.GetAsync(Two, _directory.Combine("copy"), cancellationToken: Cancel);
        File.ReadAllText(_directory.Combine("copy", "app", "same size")).Should().Be("text");
    }

    [Fact]
    public async Task Put_FileChangedWithItsSizeAndTimeKept_IsNoticed()
    {
        var source = TreeSample.Write(_directory);
        await PutAsync(One, source, withStamps: true);
        var file = Path.Combine(source, "app-more", "twin");
        var time = File.GetLastWriteTimeUtc(file);
        await File.WriteAllTextAsync(file, "TEXT", Cancel);
        File.SetLastWriteTimeUtc(file, time);

        await PutAsync(Two, source, withStamps: true);

        await ShouldHoldAsync(Two, source);
    }

    [Fact]
    public async Task Put_Fifo_IsLeftOut()
    {
        _directory.Write("source/a", "text");
        using var mkfifo = Process.Start("mkfifo", [_directory.Combine("source", "fifo")]);
        await mkfifo.WaitForExitAsync(Cancel);

        (await PutAsync(One, _directory.Combine("source"))).Files.Should().Be(1);
    }

    [Theory]
    [InlineData("not a cache")]
    [InlineData("")]
    public async Task Put_StampsAreDamaged_ReadsEverything(string stamps)
    {
        var source = TreeSample.Write(_directory);
        await PutAsync(One, source, withStamps: true);
        _directory.Write("stamps", stamps);

        await PutAsync(Two, source, withStamps: true);

        await ShouldHoldAsync(Two, source);
    }

    [Fact]
    public async Task Get_OlderDirectoryIsThere_FetchesOnlyWhatChanged()
    {
        var source = TreeSample.Write(_directory);
        await PutAsync(One, source);
        await Trees.GetAsync(One, _directory.Combine("old"), cancellationToken: Cancel);
        _directory.Write("source/app/new", "new");
        await PutAsync(Two, source);
        foreach (var pack in (await KeysAsync()).Where(key => key.StartsWith("pool/packs/", StringComparison.Ordinal)).ToList())
        {
            if ((await _store.StatAsync(ArtifactKey.Parse(pack), Cancel))!.Size > 1_000)
            {
                await _store.DeleteAsync(ArtifactKey.Parse(pack), Cancel);
            }
        }

        await Trees.GetAsync(Two, _directory.Combine("new"), _directory.Combine("old"), Cancel);

        TreeSample.Describe(_directory.Combine("new")).Should().Equal(TreeSample.Describe(source));
    }

    [Fact]
    public async Task Get_OlderDirectoryWasChanged_FetchesTheFile()
    {
        var source = TreeSample.Write(_directory);
        await PutAsync(One, source);
        await Trees.GetAsync(One, _directory.Combine("old"), cancellationToken: Cancel);
        File.WriteAllText(_directory.Combine("old", "app-more", "twin"), "TEXT");

        await Trees.GetAsync(One, _directory.Combine("new"), _directory.Combine("old"), Cancel);

        TreeSample.Describe(_directory.Combine("new")).Should().Equal(TreeSample.Describe(source));
    }

    [Fact]
    public async Task Get_PackIsMissing_SaysWhichAndLeavesNothing()
    {
        await PutAsync(One, TreeSample.Write(_directory));
        var pack = (await KeysAsync()).First(key => key.StartsWith("pool/packs/", StringComparison.Ordinal));
        await _store.DeleteAsync(ArtifactKey.Parse(pack), Cancel);

        var failure = await FailureAsync(() => Trees.GetAsync(One, _directory.Combine("copy"), cancellationToken: Cancel));

        failure.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
        failure.Message.Should().Contain(pack).And.Contain("missing");
        Directory.GetFileSystemEntries(_directory.Path).Should().ContainSingle();
    }

    [Fact]
    public async Task Get_PackIsDamaged_SaysWhichAndLeavesNothing()
    {
        await PutAsync(One, TreeSample.Write(_directory));
        var pack = (await KeysAsync()).First(key => key.StartsWith("pool/packs/", StringComparison.Ordinal));
        _store.Corrupt(ArtifactKey.Parse(pack));

        var failure = await FailureAsync(() => Trees.GetAsync(One, _directory.Combine("copy"), cancellationToken: Cancel));

        failure.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
        failure.Message.Should().Contain(pack);
        Directory.Exists(_directory.Combine("copy")).Should().BeFalse();
    }

    [Fact]
    public async Task Get_NoTree_IsNotFound()
    {
        await _store.PutAsync(Two, new MemoryStream([1, 2, 3]), Cancel);

        (await FailureAsync(() => Trees.GetAsync(One, _directory.Combine("copy"), cancellationToken: Cancel))).Failure.Should().Be(ArtifactStoreFailure.NotFound);
        (await FailureAsync(() => Trees.GetAsync(Two, _directory.Combine("copy"), cancellationToken: Cancel))).Message.Should().Contain("not a tree");
    }

    [Fact]
    public async Task Get_DirectoryIsNotEmpty_IsRefused()
    {
        await PutAsync(One, TreeSample.Write(_directory));

        var get = () => Trees.GetAsync(One, _directory.Combine("source"), cancellationToken: Cancel);

        await get.Should().ThrowAsync<IOException>().WithMessage("*not empty*");
    }

    [Fact]
    public async Task Get_DirectoryIsEmpty_IsFilled()
    {
        var source = TreeSample.Write(_directory);
        await PutAsync(One, source);

        await Trees.GetAsync(One, _directory.MakeDirectory("copy") + "/", cancellationToken: Cancel);

        TreeSample.Describe(_directory.Combine("copy")).Should().Equal(TreeSample.Describe(source));
    }

    [Fact]
    public async Task Put_ManyGenerations_PacksStayFew()
    {
        var source = TreeSample.Write(_directory);
        for (var i = 0; i < 40; i++)
        {
            _directory.Write($"source/many/{i}", $"content {i}");
            await PutAsync(ArtifactKey.Parse($"pool/{i}"), source);
            await _store.DeleteAsync(ArtifactKey.Parse($"pool/{i - 1}"), Cancel);
        }

        var packs = PackPolicy.PacksOf(
            (await TreeManifest.ReadAsync(_store, ArtifactKey.Parse("pool/39"), Cancel))!.Entries.SelectMany(entry => entry.Chunks));
        packs.Count.Should().BeLessThan(26);
        await ShouldHoldAsync(ArtifactKey.Parse("pool/39"), source);
    }

    private Task<TreePutResult> PutAsync(ArtifactKey key, string source, bool withStamps = false) =>
        new ArtifactTrees(_store, "pool", withStamps ? new LateTime() : TimeProvider.System).PutAsync(
            new TreePutRequest { Key = key, Directory = source, StampFile = withStamps ? _directory.Combine("stamps") : null }, Cancel);

    private async Task ShouldHoldAsync(ArtifactKey key, string source)
    {
        var copy = _directory.Combine("copy of", key.Value);
        await Trees.GetAsync(key, copy, cancellationToken: Cancel);
        TreeSample.Describe(copy).Should().Equal(TreeSample.Describe(source));
    }

    private async Task<List<string>> KeysAsync() => await _store.ListAsync("", Cancel).Select(info => info.Key.Value).ToListAsync(Cancel);

    private static async Task<ArtifactStoreException> FailureAsync(Func<Task> call) => (await call.Should().ThrowAsync<ArtifactStoreException>()).Which;

    /// <summary>A clock that is an hour ahead: what was written just now was written long ago, and is trusted to stay.</summary>
    private sealed class LateTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromHours(1);
    }
}
