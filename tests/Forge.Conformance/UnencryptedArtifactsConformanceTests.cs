using FluentAssertions;
using Forge.Artifacts;
using Xunit;

namespace Forge.Conformance;

/// <summary>What holds for artifacts that a store was asked not to encrypt.</summary>
public abstract class UnencryptedArtifactsConformanceTests
{
    private static readonly ArtifactKey Key = ArtifactKey.Parse("site/out.zip");

    /// <summary>Gets the store, which is an <see cref="IArtifactStore"/> too.</summary>
    protected abstract IUnencryptedArtifacts Store { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IArtifactStore Whole => (IArtifactStore)Store;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200_000)]
    public async Task PutUnencrypted_Artifact_IsOneLikeAnyOther(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);

        var stored = await Store.PutUnencryptedAsync(Key, new MemoryStream(bytes), Cancel);

        (await Whole.StatAsync(Key, Cancel)).Should().Be(stored);
        (await Whole.ListAsync("", Cancel).ToListAsync(Cancel)).Should().Equal(stored);
        using var read = new MemoryStream();
        await using (var content = await Whole.OpenReadAsync(Key, Cancel))
        {
            await content.CopyToAsync(read, Cancel);
        }

        read.ToArray().Should().Equal(bytes);
        await Whole.DeleteAsync(Key, Cancel);
        (await Whole.ListAsync("", Cancel).CountAsync(Cancel)).Should().Be(0);
    }

    [Fact]
    public async Task PutUnencrypted_SameBytesAgain_ChangesNothing()
    {
        var first = await Store.PutUnencryptedAsync(Key, new MemoryStream([1, 2]), Cancel);

        (await Store.PutUnencryptedAsync(Key, new MemoryStream([1, 2]), Cancel)).Should().Be(first);
    }

    [Fact]
    public async Task PutUnencrypted_KeyHoldsOtherBytes_IsAConflict()
    {
        await Whole.PutAsync(Key, new MemoryStream([1]), Cancel);

        var put = () => Store.PutUnencryptedAsync(Key, new MemoryStream([2]), Cancel);

        (await put.Should().ThrowAsync<ArtifactStoreException>()).Which.Failure.Should().Be(ArtifactStoreFailure.Conflict);
    }

    [Fact]
    public async Task PutUnencrypted_Cancelled_StoresNothing()
    {
        var put = () => Store.PutUnencryptedAsync(Key, new MemoryStream([1]), new CancellationToken(canceled: true));

        await put.Should().ThrowAsync<OperationCanceledException>();
        (await Whole.StatAsync(Key, Cancel)).Should().BeNull();
    }
}
