using System.Text.Json;
using Forge.Deploy.Driving;
using Forge.Deploy.Gates;
using Forge.Deploy.Notifications;
using Forge.Deploy.Tests.Driving;

namespace Forge.Deploy.Tests.Notifications;

public sealed class TriggerNoticesTests
{
    private readonly DrivingScene _scene = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Between_Success_TellsStartAndSuccessOfTheDeploymentAndEachTarget()
    {
        await _scene.CreateAsync("d-1", created => created with { Triggers = [new TriggerPlan("all", [])] });

        await _scene.DriveAsync();

        (await TypesAsync()).Should().Equal(
            "deployment.start d-1", "instance.start w1", "instance.success w1", "instance.start w2", "instance.success w2", "instance.start w3", "deployment.success d-1", "instance.success w3");
    }

    [Fact]
    public async Task Between_FailureWithRollback_TellsWhyAndWhatRollsItBack()
    {
        await _scene.CreateAsync("d-1");
        await _scene.DriveAsync();
        await _scene.CreateAsync("d-2", created => created with { Triggers = [new TriggerPlan("bad", [DeploymentTriggerEvent.DeploymentFailure, DeploymentTriggerEvent.DeploymentRollback, DeploymentTriggerEvent.InstanceFailure])] });
        _scene.Fleet.Fail("d-2", "w1", LifecycleEvent.ValidateService);

        await _scene.DriveAsync();

        var (failed, rolledBack, instance) = (await MessageAsync("deployment.failure"), await MessageAsync("deployment.rollback"), await MessageAsync("instance.failure"));
        var rollback = (await _scene.ResultAsync("d-2")).RollbackDeploymentId!;
        string[] fields = ["eventTriggerName", "applicationName", "deploymentId", "deploymentGroupName", "createTime", "completeTime", "deploymentOverview", "status", "errorInformation", "rollbackInformation"];
        failed.EnumerateObject().Select(field => field.Name).Should().Equal(fields);
        (failed.GetProperty("eventTriggerName").GetString(), failed.GetProperty("status").GetString()).Should().Be(("bad", "FAILED"));
        failed.GetProperty("errorInformation").GetProperty("ErrorCode").GetString().Should().Be("HEALTH_CONSTRAINTS");
        failed.GetProperty("deploymentOverview").ToString().Should().Be("""{"Failed":"1","InProgress":"0","Pending":"0","Skipped":"2","Succeeded":"0"}""");
        long.Parse(failed.GetProperty("createTime").GetString()!).Should().BeGreaterThanOrEqualTo(0);
        rolledBack.GetProperty("rollbackInformation").GetProperty("RollbackDeploymentId").GetString().Should().Be(rollback);
        (instance.GetProperty("instanceId").GetString(), instance.GetProperty("instanceStatus").GetString()).Should().Be(("w1", "Failed"));
        instance.GetProperty("lifecycleEvents").EnumerateArray().Select(one => one.GetProperty("LifecycleEventStatus").GetString()).Should().EndWith("Failed").And.HaveCount(7);
        (await TypesAsync()).Should().Equal("deployment.failure d-2", "deployment.rollback d-2", "instance.failure w1");
    }

    [Fact]
    public void Between_WaitsForAPerson_TellsThatItIsReady()
    {
        var created = DrivingScene.Created("d-1") with
        {
            Triggers = [new TriggerPlan("ready", [DeploymentTriggerEvent.DeploymentReady, DeploymentTriggerEvent.InstanceReady])],
            Gates = [Gate("release", ""), Gate("smoke", "board"), Gate("look", "")],
        };
        var before = DeploymentState.From(created, DateTimeOffset.UnixEpoch);

        var asked = before.Apply([new GateAsked("d-1/release", "release"), new GateAsked("d-1/smoke", "smoke"), new GateAsked("d-1/look/w2", "look", "w2")], DateTimeOffset.UnixEpoch);

        TriggerNotices.Between(before, asked).Select(notice => notice.Type).Should().BeEquivalentTo("forge.trigger.deployment.ready", "forge.trigger.instance.ready");
        TriggerNotices.Between(asked, asked.Apply(new DeploymentStarted(), DateTimeOffset.UnixEpoch)).Should().BeEmpty("it was told");
    }

    [Fact]
    public async Task Between_NoTriggers_TellsNothing()
    {
        await _scene.CreateAsync("d-1");

        await _scene.DriveAsync();

        (await TypesAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(DeploymentFailure.HealthConstraintsInvalid, "HEALTH_CONSTRAINTS_INVALID")]
    [InlineData(DeploymentFailure.ManualStop, "MANUAL_STOP")]
    [InlineData(DeploymentFailure.Timeout, "TIMEOUT")]
    [InlineData(DeploymentFailure.ResourceNotFound, "CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND")]
    public void Of_Failure_IsTheReferencesCode(DeploymentFailure failure, string expected) => ReferenceNames.Of(failure).Should().Be(expected);

    private static GatePlan Gate(string name, string gate) => new(name, gate, DeploymentStage.BeforeDeployment, null, TimeSpan.FromHours(1));

    private async Task<IEnumerable<string>> TypesAsync() => (await NoticesAsync()).Select(notice => $"{notice.Type["forge.trigger.".Length..]} {SubjectOf(notice)}");

    private async Task<JsonElement> MessageAsync(string type)
    {
        using var message = JsonDocument.Parse((await NoticesAsync()).Single(notice => notice.Type == $"forge.trigger.{type}").Data);
        return message.RootElement.Clone();
    }

    private async Task<IEnumerable<ForgeEvent>> NoticesAsync() =>
        (await _scene.Journal.ReadOutboxAsync(1000, Cancel)).Where(notice => notice.Type.StartsWith("forge.trigger", StringComparison.Ordinal));

    private static string SubjectOf(ForgeEvent notice)
    {
        using var message = JsonDocument.Parse(notice.Data);
        return message.RootElement.TryGetProperty("instanceId", out var target) ? target.GetString()! : notice.Subject;
    }
}
