using Forge.Artifacts.Trees;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Trees;

/// <summary>A host that ends anywhere leaves the trees that were there, whole, and no half of a new one.</summary>
public sealed class TreeFaultTests : IDisposable
{
    private const int Enough = 200;

    private static readonly ArtifactKey Old = ArtifactKey.Parse("pool/old");
    private static readonly ArtifactKey New = ArtifactKey.Parse("pool/new");

    private readonly TempDirectory _directory = new();
    private readonly FakeArtifactStore _store = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Put_StoreGoesAwayAfterAnyCall_LeavesTheTreeWholeOrUnseen()
    {
        var source = TreeSample.Write(_directory);
        await new ArtifactTrees(_store, "pool", TimeProvider.System).PutAsync(new TreePutRequest { Key = Old, Directory = source }, Cancel);
        _directory.Write("source/app/new", "new");
        var failures = 0;
        for (var calls = 0; calls < Enough; calls++)
        {
            var faulty = new FaultyArtifactStore(_store, calls);
            if (await PutAsync(faulty, source))
            {
                break;
            }

            failures++;
            (await _store.StatAsync(New, Cancel)).Should().BeNull($"call {calls} failed");
            await ShouldBeWholeAsync(Old, $"old-{calls}");
        }

        failures.Should().BeInRange(4, Enough - 1);
        TreeSample.Describe(await ShouldBeWholeAsync(New, "new")).Should().Equal(TreeSample.Describe(source));
    }

    [Fact]
    public async Task Get_StoreGoesAwayAfterAnyCall_LeavesNothing()
    {
        await new ArtifactTrees(_store, "pool", TimeProvider.System).PutAsync(new TreePutRequest { Key = Old, Directory = TreeSample.Write(_directory) }, Cancel);
        var place = _directory.Combine("copies", "copy");
        for (var calls = 0; calls < Enough; calls++)
        {
            var faulty = new FaultyArtifactStore(_store, calls);
            try
            {
                await new ArtifactTrees(faulty, "pool", TimeProvider.System).GetAsync(Old, place, cancellationToken: Cancel);
                break;
            }
            catch (ArtifactStoreException)
            {
                (Directory.Exists(_directory.Combine("copies")) ? Directory.GetFileSystemEntries(_directory.Combine("copies")) : []).Should().BeEmpty();
            }
        }

        Directory.Exists(place).Should().BeTrue();
    }

    private static async Task<bool> PutAsync(FaultyArtifactStore store, string source)
    {
        try
        {
            await new ArtifactTrees(store, "pool", TimeProvider.System).PutAsync(new TreePutRequest { Key = New, Directory = source }, Cancel);
            return true;
        }
        catch (ArtifactStoreException) when (store.HasFailed)
        {
            return false;
        }
    }

    private async Task<string> ShouldBeWholeAsync(ArtifactKey key, string name)
    {
        var copy = _directory.Combine("copies of", name);
        await new ArtifactTrees(_store, "pool", TimeProvider.System).GetAsync(key, copy, cancellationToken: Cancel);
        return copy;
    }
}
