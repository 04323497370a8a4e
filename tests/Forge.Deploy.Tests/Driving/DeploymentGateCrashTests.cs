using Forge.Deploy.Driving;
using Forge.Deploy.Gates;
using Forge.Testing;

namespace Forge.Deploy.Tests.Driving;

/// <summary>A crash before and after every write to the journal of deployments that wait: in a queue, for gates, while they bake.</summary>
public sealed class DeploymentGateCrashTests
{
    private static readonly GatePlan[] Gates =
    [
        new("board", "board", DeploymentStage.BeforeDeployment, null, TimeSpan.FromHours(1)),
        new("canary", "board", DeploymentStage.AfterFirstTarget, null, TimeSpan.FromHours(1)),
        new("smoke", "board", DeploymentStage.AfterEvent, LifecycleEvent.ValidateService, TimeSpan.FromHours(1)),
        new("success", "board", DeploymentStage.BeforeSuccess, null, TimeSpan.FromHours(1)),
        new("back", "board", DeploymentStage.BeforeRollback, null, TimeSpan.FromHours(1)),
    ];

    private static readonly string[] Answered = ["board", "canary", "smoke/ValidateService/w1", "smoke/ValidateService/w2", "smoke/ValidateService/w3", "success"];

    [Fact]
    public async Task Drive_CrashAtEveryAppend_AsksEachQuestionUntilItIsAnsweredAndNeverAfter()
    {
        var appends = await PlayAsync((_, _) => false);
        appends.Should().BeGreaterThan(40);
        for (var at = 1; at <= appends; at++)
        {
            await PlayAsync((count, isBefore) => count == at && isBefore);
            await PlayAsync((count, isBefore) => count == at && !isBefore);
        }
    }

    // A good deployment that waits everywhere, and one behind it in the queue that fails and is rolled back. Returns how many appends it took.
    private static async Task<int> PlayAsync(Func<int, bool, bool> crashes)
    {
        var time = new SteppedTimeProvider();
        time.SetUtcNow(TimeProvider.System.GetUtcNow());
        var scene = new DrivingScene(time, TimeProvider.System);
        var gate = new OnceAnsweredGate(scene);
        scene.Gates["board"] = gate;
        await scene.CreateAsync("d-1", created => created with { Gates = Gates, BakeTime = TimeSpan.FromSeconds(15) });
        await scene.CreateAsync("d-2", created => created with { Gates = [Gates[^1]], Queued = "d-1 is active" });
        scene.Fleet.Fail("d-2", "w1", LifecycleEvent.ValidateService);
        var (appending, appended) = (0, 0);
        scene.Journal.Appending = _ => CrashWhen(crashes(++appending, true));
        scene.Journal.Appended = _ => CrashWhen(crashes(++appended, false));

        await UntilDoneAsync(scene, time);

        await CheckAsync(scene, gate);
        return appended;
    }

    private static async Task CheckAsync(DrivingScene scene, OnceAnsweredGate gate)
    {
        var good = await scene.ResultAsync("d-1");
        var bad = await scene.ResultAsync("d-2");
        var rollback = await scene.ResultAsync(bad.RollbackDeploymentId!);
        (good.Status, bad.Status, rollback.Status).Should().Be((DeploymentStatus.Succeeded, DeploymentStatus.Failed, DeploymentStatus.Succeeded));
        gate.AskedAgain.Should().BeEmpty();
        good.Gates.Select(one => one.Id).Should().BeEquivalentTo(Answered.Select(id => $"d-1/{id}"));
        good.Gates.Should().OnlyContain(one => one.Verdict == DeploymentGateVerdict.Approved);
        rollback.Gates.Should().ContainSingle().Which.Name.Should().Be("back");
        var events = await scene.EventsAsync("d-1");
        events.OfType<GateAnswered>().Select(answer => answer.Id).Should().OnlyHaveUniqueItems();
        events.OfType<Baked>().Last().Observed.Should().Be(TimeSpan.FromSeconds(15));
        events.OfType<Baked>().Select(baked => baked.Observed).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        foreach (var id in new[] { "d-1", "d-2", rollback.DeploymentId })
        {
            await scene.CheckExactlyOnceAsync(id);
        }

        var group = await scene.ReadGroupAsync();
        (group.Active, group.Queue.Count).Should().Be((null, 0));
    }

    private static async Task UntilDoneAsync(DrivingScene scene, SteppedTimeProvider time)
    {
        while (true)
        {
            try
            {
                await time.RunAsync(scene.DriveAsync(), BakeWatch.Slice);
                return;
            }
            catch (SimulatedCrashException)
            {
                // The next driver goes on.
            }
        }
    }

    private static void CrashWhen(bool crashes)
    {
        if (crashes)
        {
            throw new SimulatedCrashException();
        }
    }

    private sealed class SimulatedCrashException : Exception;

    // Approves, and notes whoever asks what was answered.
    private sealed class OnceAnsweredGate(DrivingScene scene) : IDeploymentGate
    {
        public string Name => "board";

        public List<string> AskedAgain { get; } = [];

        public async Task<DeploymentGateAnswer> AskAsync(DeploymentGateQuestion question, CancellationToken cancellationToken)
        {
            if ((await scene.StateAsync(question.DeploymentId))!.Gates[question.Id].Answer is not null)
            {
                AskedAgain.Add(question.Id);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return new DeploymentGateAnswer { Verdict = DeploymentGateVerdict.Approved };
        }
    }
}
