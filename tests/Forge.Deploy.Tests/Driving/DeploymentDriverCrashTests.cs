using Forge.Shared.Leases;

namespace Forge.Deploy.Tests.Driving;

/// <summary>A crash before and after every write to the journal, each followed by another driver.</summary>
public sealed class DeploymentDriverCrashTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Drive_CrashAtEveryAppend_NothingIsLostRepeatedOrReordered(int minimum)
    {
        var appends = await CountAsync(minimum);
        appends.Should().BeGreaterThan(30);
        for (var at = 1; at <= appends; at++)
        {
            foreach (var before in new[] { true, false })
            {
                await CheckAsync(minimum, at, before);
            }
        }
    }

    [Fact]
    public async Task Drive_CrashAtEveryAppendTwice_NothingIsLostRepeatedOrReordered()
    {
        var appends = await CountAsync(minimum: 1);
        for (var at = 1; at < appends; at += 3)
        {
            await CheckAsync(1, at, before: false, at + 1, at + 2);
        }
    }

    private static async Task<int> CountAsync(int minimum)
    {
        var scene = new DrivingScene();
        var count = 0;
        scene.Journal.Appended = _ => count++;
        await PlayAsync(scene, minimum);
        return count;
    }

    private static async Task CheckAsync(int minimum, int at, bool before, params int[] more)
    {
        var scene = new DrivingScene();
        var count = 0;
        var crashes = more.Prepend(at).ToHashSet();
        void Crash()
        {
            if (crashes.Contains(++count))
            {
                throw new SimulatedCrashException();
            }
        }

        if (before)
        {
            scene.Journal.Appending = _ => Crash();
        }
        else
        {
            scene.Journal.Appended = _ => Crash();
        }

        await PlayAsync(scene, minimum);

        var good = await scene.ResultAsync("d-1");
        var bad = await scene.ResultAsync("d-2");
        var rollback = await scene.ResultAsync(bad.RollbackDeploymentId!);
        (good.Status, bad.Status, rollback.Status).Should().Be((DeploymentStatus.Succeeded, DeploymentStatus.Failed, DeploymentStatus.Succeeded));
        foreach (var id in new[] { "d-1", "d-2", rollback.DeploymentId })
        {
            await scene.CheckExactlyOnceAsync(id);
        }

        (await scene.ReadGroupAsync()).Active.Should().BeNull();
        var outbox = await scene.Journal.ReadOutboxAsync(1000, TestContext.Current.CancellationToken);
        outbox.Count(e => e.Type == "forge.deployment.ended").Should().Be(3);
        outbox.Count(e => e.Type == "forge.deployment.started").Should().Be(3);
    }

    // A good deployment, one that fails on every target or on the first, and its rollback.
    private static async Task PlayAsync(DrivingScene scene, int minimum)
    {
        await UntilDoneAsync(scene, "d-1", minimum);
        foreach (var target in DrivingScene.Targets)
        {
            scene.Fleet.Fail("d-2", target, LifecycleEvent.ValidateService);
        }

        await UntilDoneAsync(scene, "d-2", minimum);
    }

    private static async Task UntilDoneAsync(DrivingScene scene, string id, int minimum)
    {
        while (true)
        {
            try
            {
                if (await scene.StateAsync(id) is null)
                {
                    await scene.CreateAsync(id, created => created with { MinimumHealthy = minimum });
                }

                await scene.DriveAsync();
                return;
            }
            catch (SimulatedCrashException)
            {
                // A killed host gives no lease back.
                scene.Time.Advance(LeaseKeeper.TimeToLive);
            }
        }
    }

    private sealed class SimulatedCrashException : Exception;
}
