using System.Globalization;
using Forge.Deploy;

namespace Forge.Cli.Output;

/// <summary>Prints what a deployment would do.</summary>
internal static class PlanPrinter
{
    public static void Print(DeploymentPlan plan, Terminal terminal)
    {
        terminal.Result($"{plan.Revision} to {plan.Group}: {plan.Configuration}, at most {plan.MostAtOnce} of {plan.Targets.Count} targets at once, in this order: {string.Join(", ", plan.Targets)}");
        if (plan.ActiveDeploymentId is { } active)
        {
            terminal.Result($"after deployment {active}, which has the group now");
        }

        foreach (var planned in plan.Events)
        {
            Print(planned, plan, terminal);
        }

        terminal.Result(plan.RollbackTo is { } good ? $"a failure would be rolled back to {good}" : "a failure would not be rolled back");
        foreach (var warning in plan.Warnings)
        {
            terminal.Say(warning.ToString());
        }
    }

    private static void Print(PlannedEvent planned, DeploymentPlan plan, Terminal terminal)
    {
        terminal.Result(planned.IsOfInstalledRevision ? $"{planned.Event}: the scripts of the revision that is installed" : planned.Event.ToString());
        foreach (var script in planned.Scripts)
        {
            var seconds = script.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            terminal.Result($"  run {script.Location}, at most {seconds} s{(script.RunAs is null ? "" : $", as {script.RunAs}")}");
        }

        if (planned.Event is LifecycleEvent.Install)
        {
            foreach (var directory in plan.Directories)
            {
                terminal.Result($"  make {directory}");
            }

            foreach (var file in plan.Files)
            {
                (string Name, string? Value)[] settings = [("mode", file.Mode), ("owner", file.Owner), ("group", file.Group), ("acl", file.AccessList), ("context", file.SecurityLabel)];
                var permissions = string.Join(", ", settings.Where(setting => setting.Value is not null).Select(setting => $"{setting.Name} {setting.Value}"));
                terminal.Result($"  copy {file.Source} to {file.Destination}{(permissions.Length > 0 ? $" ({permissions})" : "")}");
            }
        }
    }
}
