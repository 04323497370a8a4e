using Forge.Artifacts;
using Forge.Deploy.Planning;

namespace Forge.Deploy.Driving;

/// <summary>Tells what a request would do. Pure.</summary>
internal static class DryRun
{
    /// <summary>Makes the plan of a request that was checked.</summary>
    public static DeploymentPlan Plan(PreparedDeployment prepared)
    {
        var created = prepared.Created;
        var permissions = prepared.Install.Permissions.ToDictionary(permission => permission.Path, StringComparer.Ordinal);
        return new DeploymentPlan
        {
            Group = created.Group,
            Revision = ArtifactKey.Parse(created.Revision),
            Digest = ArtifactDigest.Parse(created.Digest),
            Configuration = created.Configuration,
            MinimumHealthyHosts = created.MinimumHealthy,
            MostAtOnce = Math.Max(0, created.Targets.Count - created.MinimumHealthy),
            Targets = [.. created.Targets.Select(target => target.Name)],
            Events = [.. LifecyclePlanner.InPlace.Select(name => Plan(prepared, name))],
            Directories = prepared.Install.Directories,
            Files =
            [
                .. prepared.Install.Files.Select(file =>
                {
                    var permission = permissions.GetValueOrDefault(file.Destination);
                    return new PlannedFile
                    {
                        Source = file.Source,
                        Destination = file.Destination,
                        Mode = permission?.Mode,
                        Owner = permission?.Owner,
                        Group = permission?.Group,
                        AccessList = permission?.AccessList?.Split(' ')[0],
                        SecurityLabel = permission?.Context,
                    };
                }),
            ],
            FileExistsBehavior = prepared.Install.FileExists,
            RollbackTo = created.AutoRollback is RollbackTriggers.None ? null : prepared.Group.LastSuccessful,
            Warnings = prepared.Bundle.Warnings,
            Hindrance = prepared.Hindrance,
            ActiveDeploymentId = prepared.Group.Active?.DeploymentId,
        };
    }

    private static PlannedEvent Plan(PreparedDeployment prepared, LifecycleEvent name)
    {
        var isOfInstalled = LifecyclePlanner.UsesInstalledRevision(name);
        var scripts = isOfInstalled ? [] : LifecyclePlanner.Scripts(prepared.Bundle.Spec, name);
        return new PlannedEvent
        {
            Event = name,
            IsOfInstalledRevision = isOfInstalled,
            Scripts = [.. scripts.Select(script => new PlannedScript { Location = script.Location, Timeout = script.Timeout, RunAs = script.RunAs })],
        };
    }
}
