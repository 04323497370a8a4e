using Forge.Git.Storage;
using Forge.Testing;

namespace Forge.Git.Tests.Storage;

public sealed class FileLockTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acquire_Held_WaitsUntilItIsFree()
    {
        var first = await Open(TimeSpan.FromMinutes(1)).AcquireAsync(Cancel);
        var second = Open(TimeSpan.FromMinutes(1)).AcquireAsync(Cancel);
        second.IsCompleted.Should().BeFalse();

        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public async Task Acquire_HeldForTooLong_SaysWhichFile()
    {
        using var first = await Open(TimeSpan.Zero).AcquireAsync(Cancel);

        var acquire = () => Open(TimeSpan.Zero).AcquireAsync(Cancel);

        await acquire.Should().ThrowAsync<GitHostingException>().WithMessage("*lock' is held by another process*");
    }

    [Fact]
    public async Task Acquire_NoDirectory_Throws()
    {
        var acquire = () => new FileLock(_directory.Combine("none", "lock"), TimeSpan.Zero, TimeProvider.System).AcquireAsync(Cancel);

        await acquire.Should().ThrowAsync<DirectoryNotFoundException>();
    }

    public void Dispose() => _directory.Dispose();

    private FileLock Open(TimeSpan patience) => new(_directory.Combine("lock"), patience, TimeProvider.System);
}
