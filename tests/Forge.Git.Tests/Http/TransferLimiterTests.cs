using Forge.Git.Http;

namespace Forge.Git.Tests.Http;

public sealed class TransferLimiterTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enter_NoPlaceInTime_IsNull()
    {
        using var limiter = new TransferLimiter(1, 1, TimeSpan.Zero, TimeProvider.System);
        using var first = await limiter.EnterAsync("a", Cancel);

        (await limiter.EnterAsync("b", Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Enter_RepositoryIsFull_LeavesPlacesToOthers()
    {
        using var limiter = new TransferLimiter(2, 1, TimeSpan.Zero, TimeProvider.System);
        using var first = await limiter.EnterAsync("a", Cancel);

        (await limiter.EnterAsync("a", Cancel)).Should().BeNull();
        (await limiter.EnterAsync("b", Cancel)).Should().NotBeNull();
    }

    [Fact]
    public async Task Enter_PlaceIsGivenBack_IsServed()
    {
        using var limiter = new TransferLimiter(1, 1, Long, TimeProvider.System);
        var first = await limiter.EnterAsync("a", Cancel);
        var waiting = limiter.EnterAsync("a", Cancel);

        first!.Dispose();

        (await waiting).Should().NotBeNull();
    }

    [Fact]
    public async Task Dispose_PlaceTwice_GivesItBackOnce()
    {
        using var limiter = new TransferLimiter(1, 1, TimeSpan.Zero, TimeProvider.System);
        var first = await limiter.EnterAsync("a", Cancel);
        first!.Dispose();
        first.Dispose();

        using var second = await limiter.EnterAsync("a", Cancel);

        (await limiter.EnterAsync("a", Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Enter_GaveUpForTheWhole_KeepsNoPlaceOfTheRepository()
    {
        using var limiter = new TransferLimiter(1, 1, TimeSpan.Zero, TimeProvider.System);
        var other = await limiter.EnterAsync("b", Cancel);
        (await limiter.EnterAsync("a", Cancel)).Should().BeNull();

        other!.Dispose();

        (await limiter.EnterAsync("a", Cancel)).Should().NotBeNull();
    }

    [Fact]
    public async Task Enter_Cancelled_Throws()
    {
        using var limiter = new TransferLimiter(1, 1, Long, TimeProvider.System);
        using var first = await limiter.EnterAsync("a", Cancel);
        using var cancelled = new CancellationTokenSource();
        var waiting = limiter.EnterAsync("a", cancelled.Token);

        await cancelled.CancelAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
    }
}
