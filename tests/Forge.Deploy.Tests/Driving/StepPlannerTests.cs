using System.Text;
using Forge.Deploy.Bundles;
using Forge.Deploy.Driving;
using Forge.Deploy.Planning;
using Forge.Deploy.Running;
using Forge.Deploy.Tests.Specs;

namespace Forge.Deploy.Tests.Driving;

public sealed class StepPlannerTests
{
    private const string AppSpec = "version: 0.0\nos: linux\nfiles:\n  - source: a\n    destination: /d\nhooks:\n  ApplicationStop:\n    - location: stop.sh\n  AfterInstall:\n    - location: after.sh\n";

    private static readonly DeployPlatform Platform = new()
    {
        Target = "w1",
        OperatingSystem = "linux",
        User = "root",
        IsAdministrator = true,
        StateDirectory = "/state",
        DestinationRoot = "/root",
        Variables = new Dictionary<string, string> { ["PORT"] = "80", ["DEPLOYMENT_ID"] = "mine" },
    };

    [Fact]
    public void Plan_Hooks_RunTheScriptsOfTheNewRevision()
    {
        var (step, outcome) = Plan(LifecycleEvent.AfterInstall);

        outcome.Should().BeNull();
        step!.Work.Should().BeOfType<TargetWork.Hooks>().Which.Should().Match<TargetWork.Hooks>(hooks => hooks.RevisionDeploymentId == "d-1" && hooks.Scripts[0].Location == "after.sh");
        (step.Id, step.Group, step.DeploymentId, step.LifecycleEvent).Should().Be((Step(LifecycleEvent.AfterInstall).Id, "web", "d-1", "AfterInstall"));
    }

    [Fact]
    public void Plan_EventWithoutScripts_SucceedsAtOnce() => Plan(LifecycleEvent.BeforeInstall).Should().Be(((TargetStep?)null, StepOutcome.Success));

    [Fact]
    public void Plan_Install_IsBelowTheTargetsRoot() =>
        Plan(LifecycleEvent.Install).Step!.Work.Should().BeOfType<TargetWork.Install>().Which.Plan.Files.Should().Equal(new InstallFile("a", "/root/d/a"));

    [Fact]
    public void Plan_DownloadBundle_KeepsAsManyRevisionsAsTheGroupWants() =>
        Plan(LifecycleEvent.DownloadBundle).Step!.Work.Should().BeOfType<TargetWork.Download>().Which.MaxRevisions.Should().Be(5);

    [Fact]
    public void Plan_Environment_IsTheReferencesAndTheTargets() =>
        Plan(LifecycleEvent.AfterInstall).Step!.Environment.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["PORT"] = "80",
            ["FORGE_DESTINATION_ROOT"] = "/root",
            ["LIFECYCLE_EVENT"] = "AfterInstall",
            ["DEPLOYMENT_ID"] = "d-1",
            ["APPLICATION_NAME"] = "shop",
            ["DEPLOYMENT_GROUP_NAME"] = "web",
            ["DEPLOYMENT_GROUP_ID"] = "web",
            ["BUNDLE_BUCKET"] = "files",
            ["BUNDLE_KEY"] = "shop/d-1.zip",
            ["BUNDLE_ETAG"] = new string('a', 64),
        });

    [Fact]
    public void PlanInstalled_RevisionIsThere_RunsItsScriptsFromItsFolder()
    {
        var (step, _) = StepPlanner.PlanInstalled(
            DrivingScene.Created("d-2"), Step(LifecycleEvent.ApplicationStop), new InstalledRevision("d-1", Encoding.UTF8.GetBytes(AppSpec)), Platform);

        step!.Work.Should().BeOfType<TargetWork.Hooks>().Which.Should().Match<TargetWork.Hooks>(hooks => hooks.RevisionDeploymentId == "d-1" && hooks.Scripts[0].Location == "stop.sh");
    }

    [Fact]
    public void PlanInstalled_NothingThereOrGone_SucceedsAtOnce()
    {
        PlanInstalled(null).Should().Be(StepOutcome.Success);
        PlanInstalled(new InstalledRevision("d-1", null))!.Message.Should().Contain("'d-1'");
        PlanInstalled(new InstalledRevision("d-1", "version: 0.0\nos: linux\n"u8.ToArray())).Should().Be(StepOutcome.Success);
    }

    [Fact]
    public void PlanInstalled_AppSpecCannotBeRead_Fails()
    {
        var outcome = PlanInstalled(new InstalledRevision("d-1", "nonsense"u8.ToArray()))!;

        (outcome.Status, outcome.Code).Should().Be((StepStatus.Failed, LifecycleErrorCode.UnknownError));
        outcome.Message.Should().Contain("deployment 'd-1', cannot be read");
    }

    [Theory]
    [InlineData("linux", true)]
    [InlineData("windows", false)]
    public void Refuse_System_MustBeTheAppSpecs(string system, bool fits) =>
        (StepPlanner.Refuse(Bundle(), Platform with { OperatingSystem = system }) is null).Should().Be(fits);

    private static (TargetStep? Step, StepOutcome? Outcome) Plan(LifecycleEvent name) => StepPlanner.Plan(DrivingScene.Created("d-1"), Step(name), Bundle(), Platform);

    private static StepOutcome? PlanInstalled(InstalledRevision? installed) =>
        StepPlanner.PlanInstalled(DrivingScene.Created("d-2"), Step(LifecycleEvent.ApplicationStop), installed, Platform).Outcome;

    private static DeploymentStep Step(LifecycleEvent name) => new("d-1", "w1", name, 1);

    private static Deploy.Bundles.Bundle Bundle() => new()
    {
        Spec = AppSpecReaderTests.Read(AppSpec),
        Warnings = [],
        Tree = new BundleTree([new("a", BundleEntryKind.File)]),
        TarPath = "/nowhere",
        Transfer = new BundleTransfer("/nowhere"),
    };
}
