using Forge.Deploy.Bundles;
using Forge.Deploy.Planning;
using Forge.Deploy.Running;
using Forge.Deploy.Specs;

namespace Forge.Deploy.Driving;

/// <summary>Turns a lifecycle event on a target into what the target's runner is to do, or into an outcome when there is nothing to do. Pure.</summary>
internal static class StepPlanner
{
    // Forge's own: a script prefixes absolute paths with it, and so runs on a machine that holds several targets as well.
    private const string DestinationRootVariable = "FORGE_DESTINATION_ROOT";

    /// <summary>Plans an event that runs the scripts of the revision being deployed, copies it, or installs it.</summary>
    public static (TargetStep? Step, StepOutcome? Outcome) Plan(DeploymentCreated created, DeploymentStep step, Bundle bundle, DeployPlatform platform)
    {
        if (step.Event is LifecycleEvent.DownloadBundle)
        {
            return (Make(created, step, platform, new TargetWork.Download(bundle.Transfer, created.MaxRevisions)), null);
        }

        if (step.Event is LifecycleEvent.Install)
        {
            return InstallPlanner.Plan(bundle.Spec, bundle.Tree, platform.DestinationRoot, created.FileExists, out var problems) is { } plan
                ? (Make(created, step, platform, new TargetWork.Install(plan)), null)
                : (null, Failure(string.Join(System.Environment.NewLine, problems)));
        }

        return Hooks(created, step, platform, created.DeploymentId, LifecyclePlanner.Scripts(bundle.Spec, step.Event));
    }

    /// <summary>Plans an event that runs the scripts of the revision that is installed.</summary>
    public static (TargetStep? Step, StepOutcome? Outcome) PlanInstalled(
        DeploymentCreated created, DeploymentStep step, InstalledRevision? installed, DeployPlatform platform)
    {
        switch (installed)
        {
            case null:
                return (null, StepOutcome.Success);
            case { AppSpec: null }:
                return (null, StepOutcome.Success with
                {
                    Message = $"Nothing was run: the folder of deployment '{installed.DeploymentId}', whose revision is installed, is gone from the target.",
                });
            default:
                return AppSpecReader.Read("appspec.yml", installed.AppSpec, out var problems) is { } spec
                    ? Hooks(created, step, platform, installed.DeploymentId, LifecyclePlanner.Scripts(spec, step.Event))
                    : (null, Failure($"The appspec of the installed revision, deployment '{installed.DeploymentId}', cannot be read. {string.Join(System.Environment.NewLine, problems)}"));
        }
    }

    /// <summary>Returns why a revision cannot be deployed to a platform, or null.</summary>
    public static StepOutcome? Refuse(Bundle bundle, DeployPlatform platform) =>
        bundle.Spec.OperatingSystem == platform.OperatingSystem
            ? null
            : Failure($"The appspec is for '{bundle.Spec.OperatingSystem}', but the target runs '{platform.OperatingSystem}'.");

    /// <summary>Makes the outcome of what failed without any script.</summary>
    public static StepOutcome Failure(string message) => new(StepStatus.Failed, LifecycleErrorCode.UnknownError, "", message, "");

    private static (TargetStep? Step, StepOutcome? Outcome) Hooks(
        DeploymentCreated created, DeploymentStep step, DeployPlatform platform, string revision, IReadOnlyList<HookScript> scripts) =>
        scripts.Count is 0
            ? (null, StepOutcome.Success)
            : (Make(created, step, platform, new TargetWork.Hooks(revision, scripts)), null);

    private static TargetStep Make(DeploymentCreated created, DeploymentStep step, DeployPlatform platform, TargetWork work) => new()
    {
        Id = step.Id,
        Group = GroupId.Of(created.Group),
        DeploymentId = created.DeploymentId,
        LifecycleEvent = step.Event.ToString(),
        Environment = Environment(created, step, platform),
        Work = work,
    };

    // The deployment's own variables win over the target's of the same name.
    private static Dictionary<string, string> Environment(DeploymentCreated created, DeploymentStep step, DeployPlatform platform) => new(platform.Variables)
    {
        ["LIFECYCLE_EVENT"] = step.Event.ToString(),
        ["DEPLOYMENT_ID"] = created.DeploymentId,
        ["APPLICATION_NAME"] = created.Application,
        ["DEPLOYMENT_GROUP_NAME"] = created.Group,
        ["DEPLOYMENT_GROUP_ID"] = GroupId.Of(created.Group),
        ["BUNDLE_BUCKET"] = created.Store,
        ["BUNDLE_KEY"] = created.Revision,
        ["BUNDLE_ETAG"] = created.Digest,
        [DestinationRootVariable] = platform.DestinationRoot,
    };
}
