using Forge.Artifacts.Trees;
using Forge.Shared.Trees;
using Forge.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Artifacts.Tests.Trees;

public sealed class TreeCollectionTests : IDisposable
{
    private static readonly ArtifactKey One = ArtifactKey.Parse("pool/one");
    private static readonly ArtifactKey Two = ArtifactKey.Parse("pool/two");
    private static readonly TimeSpan Later = PoolLease.Grace + TimeSpan.FromMinutes(1);

    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly FakeArtifactStore _store;

    public TreeCollectionTests() => _store = new FakeArtifactStore(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ArtifactTrees Trees => new(_store, "pool", _time);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Collect_TreeWasDeleted_FreesItsPacksAtTheSecondLook()
    {
        var put = await PutAsync(One);
        await _store.DeleteAsync(One, Cancel);

        (await Trees.CollectAsync(Cancel)).Should().Be(0);
        (await Trees.CollectAsync(Cancel)).Should().Be(0, "no time has passed");
        _time.Advance(Later);
        var freed = await Trees.CollectAsync(Cancel);

        freed.Should().BeInRange(1, put.StoredBytes);
        (await CountAsync("")).Should().Be(0);
    }

    [Fact]
    public async Task Collect_AnotherTreeUsesThePacks_KeepsThem()
    {
        await PutAsync(One);
        _directory.Write("source/more", "more");
        await PutAsync(Two);
        await _store.DeleteAsync(One, Cancel);

        await Trees.CollectAsync(Cancel);
        _time.Advance(Later);
        (await Trees.CollectAsync(Cancel)).Should().Be(0);

        await Trees.GetAsync(Two, _directory.Combine("copy"), cancellationToken: Cancel);
    }

    [Fact]
    public async Task Collect_PackIsUsedAgain_ForgetsItsMark()
    {
        await PutAsync(One);
        var manifest = await ReadAsync(One);
        await _store.DeleteAsync(One, Cancel);
        await Trees.CollectAsync(Cancel);
        (await CountAsync("pool/garbage/")).Should().BePositive();

        await _store.PutAsync(One, new MemoryStream(manifest), Cancel);
        await Trees.CollectAsync(Cancel);
        (await CountAsync("pool/garbage/")).Should().Be(0);
        _time.Advance(Later);

        (await Trees.CollectAsync(Cancel)).Should().Be(0);
    }

    [Fact]
    public async Task Put_PackOfTheBaseIsMarked_StoresItsContentsAnew()
    {
        var first = await PutAsync(One);
        var manifest = await ReadAsync(One);
        await _store.DeleteAsync(One, Cancel);
        await Trees.CollectAsync(Cancel);
        await _store.PutAsync(One, new MemoryStream(manifest), Cancel);

        var second = await PutAsync(Two);

        second.StoredBytes.Should().BeGreaterThan(first.StoredBytes / 2);
        await _store.DeleteAsync(One, Cancel);
        _time.Advance(Later);
        await Trees.CollectAsync(Cancel);
        await Trees.GetAsync(Two, _directory.Combine("copy"), cancellationToken: Cancel);
    }

    [Fact]
    public async Task Collect_UploadIsUnderWay_KeepsEverything()
    {
        await PutAsync(One);
        await _store.DeleteAsync(One, Cancel);
        await Trees.CollectAsync(Cancel);
        await using (PoolLease.Begin(_store, new TreePool("pool"), _time))
        {
            for (var step = 0; step < 9; step++)
            {
                _time.Advance(PoolLease.Grace / 8);
                await Eventually.BeTrueAsync(async () => await CountAsync("pool/leases/") == 1 && await YoungestLeaseAsync() == _time.GetUtcNow(), Cancel);
            }

            (await Trees.CollectAsync(Cancel)).Should().Be(0);
            (await CountAsync("pool/packs/")).Should().BePositive();
        }

        (await CountAsync("pool/leases/")).Should().Be(0);
        (await Trees.CollectAsync(Cancel)).Should().BePositive();
    }

    [Fact]
    public async Task Collect_LeaseOfAHostThatIsGone_CountsForAnHourOnly()
    {
        await _store.PutAsync(new TreePool("pool").NewLease(), Stream.Null, Cancel);
        await PutAsync(One);
        await _store.DeleteAsync(One, Cancel);
        await Trees.CollectAsync(Cancel);
        (await CountAsync("pool/garbage/")).Should().Be(0);

        _time.Advance(Later);
        await Trees.CollectAsync(Cancel);

        (await CountAsync("pool/leases/")).Should().Be(0);
        (await CountAsync("pool/garbage/")).Should().BePositive();
    }

    [Fact]
    public async Task Check_StoreWasAwayForLong_IsRefused()
    {
        _store.PutFailure = new ArtifactStoreException("Away.", ArtifactStoreFailure.Unavailable);
        await using var lease = PoolLease.Begin(_store, new TreePool("pool"), _time);

        lease.Check();
        _time.Advance(Later);

        lease.Invoking(it => it.Check()).Should().Throw<ArtifactStoreException>().Which.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task Collect_ManifestIsDamaged_DeletesNothing()
    {
        await PutAsync(One);
        await PutAsync(Two);
        await _store.DeleteAsync(One, Cancel);
        _store.Corrupt(Two);
        var packs = await CountAsync("pool/packs/");

        var collect = async () =>
        {
            await Trees.CollectAsync(Cancel);
            _time.Advance(Later);
            await Trees.CollectAsync(Cancel);
        };

        (await collect.Should().ThrowAsync<ArtifactStoreException>()).Which.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
        (await CountAsync("pool/packs/")).Should().Be(packs);
    }

    [Fact]
    public async Task Collect_OtherArtifactsInThePool_AreLeftAlone()
    {
        await _store.PutAsync(ArtifactKey.Parse("pool/a.zip"), new MemoryStream([1]), Cancel);

        await Trees.CollectAsync(Cancel);

        (await CountAsync("pool/a.zip")).Should().Be(1);
    }

    private async Task<TreePutResult> PutAsync(ArtifactKey key)
    {
        if (!Directory.Exists(_directory.Combine("source")))
        {
            TreeSample.Write(_directory);
        }

        return await Trees.PutAsync(new TreePutRequest { Key = key, Directory = _directory.Combine("source") }, Cancel);
    }

    private async Task<byte[]> ReadAsync(ArtifactKey key)
    {
        using var copy = new MemoryStream();
        await (await _store.OpenReadAsync(key, Cancel)).CopyToAsync(copy, Cancel);
        return copy.ToArray();
    }

    private async Task<int> CountAsync(string prefix) => await _store.ListAsync(prefix, Cancel).CountAsync(Cancel);

    private async Task<DateTimeOffset> YoungestLeaseAsync() => await _store.ListAsync("pool/leases/", Cancel).Select(info => info.StoredAt).MaxAsync(cancellationToken: Cancel);
}
