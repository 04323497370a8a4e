using Forge.Artifacts.FileSystem;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Artifacts.Tests.FileSystem;

/// <summary>On a real file system that is really full.</summary>
public sealed class FileSystemArtifactStoreDiskFullTests
{
    private const int Kibibytes = 1024;

    private static readonly ArtifactKey Key = ArtifactKey.Parse("shop/1/shop.zip");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2 * 1024 * 1024)]
    [InlineData(900 * 1024)]
    public async Task Put_DiskIsFull_FailsAndLeavesNothing(int size)
    {
        await using var disk = await TmpfsMount.CreateAsync(Kibibytes);
        using var store = Create(disk);
        await store.PutAsync(ArtifactKey.Parse("earlier"), new MemoryStream(new byte[200 * 1024]), Cancel);
        var before = new DriveInfo(disk.Path).AvailableFreeSpace;

        var failure = await FailureAsync(() => store.PutAsync(Key, new MemoryStream(new byte[size]), Cancel));

        failure.Failure.Should().Be(ArtifactStoreFailure.NoSpace);
        failure.IsTransient.Should().BeTrue();
        failure.Message.Should().Contain(Key.Value).And.Contain("is full").And.Contain("Make room");
        new DriveInfo(disk.Path).AvailableFreeSpace.Should().Be(before);
        (await store.StatAsync(Key, Cancel)).Should().BeNull();
        (await store.ListAsync("", Cancel).CountAsync(Cancel)).Should().Be(1);
    }

    [Fact]
    public async Task Put_EveryAmountOfRoomThatIsTooSmall_LeavesNothingAndLaterWorks()
    {
        await using var disk = await TmpfsMount.CreateAsync(Kibibytes);
        using var store = Create(disk);
        await store.StatAsync(Key, Cancel);
        for (var blocks = 0; blocks < 8; blocks++)
        {
            disk.Fill(left: blocks * 4096);
            var key = ArtifactKey.Parse($"k{blocks}");
            try
            {
                await store.PutAsync(key, new MemoryStream([1, 2, 3]), Cancel);
            }
            catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.NoSpace)
            {
                (await store.StatAsync(key, Cancel)).Should().BeNull();
                Directory.GetFiles(Path.Combine(disk.Path, "store", "staging")).Should().BeEmpty();
            }

            disk.MakeRoom();
            (await store.PutAsync(key, new MemoryStream([1, 2, 3]), Cancel)).Size.Should().Be(3);
        }
    }

    [Fact]
    public async Task Open_DiskIsFull_FailsAndLaterWorks()
    {
        await using var disk = await TmpfsMount.CreateAsync(Kibibytes);
        disk.Fill();
        using var store = Create(disk);

        (await FailureAsync(() => store.PutAsync(Key, new MemoryStream([1]), Cancel))).Failure.Should().Be(ArtifactStoreFailure.NoSpace);

        disk.MakeRoom();
        (await store.PutAsync(Key, new MemoryStream([1]), Cancel)).Size.Should().Be(1);
    }

    [Fact]
    public async Task Put_DiskIsReadOnly_FailsWhileReadsGoOn()
    {
        await using var disk = await TmpfsMount.CreateAsync(Kibibytes);
        using var store = Create(disk);
        await store.PutAsync(Key, new MemoryStream([1, 2, 3]), Cancel);
        var other = ArtifactKey.Parse("other");

        await disk.RemountAsync("ro");
        var failure = await FailureAsync(() => store.PutAsync(other, new MemoryStream([4]), Cancel));
        var deleting = await FailureAsync(() => store.DeleteAsync(Key, Cancel));
        await using (var content = await store.OpenReadAsync(Key, Cancel))
        {
            await content.ReadExactlyAsync(new byte[3], Cancel);
        }

        await disk.RemountAsync("rw");

        new[] { failure.Failure, deleting.Failure }.Should().AllBeEquivalentTo(ArtifactStoreFailure.Unavailable);
        failure.Message.Should().Contain("'other'").And.Contain(disk.Path);
        (await store.StatAsync(other, Cancel)).Should().BeNull();
        (await store.PutAsync(other, new MemoryStream([4]), Cancel)).Size.Should().Be(1);
    }

    private static FileSystemArtifactStore Create(TmpfsMount disk) => new(
        new FileSystemArtifactStoreOptions { Directory = Path.Combine(disk.Path, "store") }, TimeProvider.System, NullLogger<FileSystemArtifactStore>.Instance);

    private static async Task<ArtifactStoreException> FailureAsync(Func<Task> call) => (await call.Should().ThrowAsync<ArtifactStoreException>()).Which;
}
