using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests.Gates;

/// <summary>Somebody sets the clock of the host while a deployment runs.</summary>
public sealed class SetClockTests
{
    private static readonly TimeSpan BakeTime = TimeSpan.FromSeconds(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(-2)]
    public async Task Run_ClockIsSetDuringTheBake_BakesNeitherShorterNorForEver(int hours)
    {
        var clock = new SetClock();
        await using var scene = new EngineScene(
            options => options.Groups[0].BakeTime = BakeTime, extend: forge => forge.Services.AddSingleton<TimeProvider>(clock));
        var began = clock.GetTimestamp();
        var id = await scene.Engine.CreateAsync(await scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip"), Cancel);
        await Eventually.BeTrueAsync(async () => (await scene.Engine.GetAsync(id, Cancel))!.Status is DeploymentStatus.Baking, Cancel);

        clock.Offset = TimeSpan.FromHours(hours);
        var result = await scene.Engine.WaitAsync(id, Cancel);

        (result.Status, result.Bake!.Observed).Should().Be((DeploymentStatus.Succeeded, BakeTime), result.Message);
        clock.GetElapsedTime(began).Should().BeGreaterThan(BakeTime);
        scene.ReadNotes().Should().OnlyHaveUniqueItems();
    }

    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
