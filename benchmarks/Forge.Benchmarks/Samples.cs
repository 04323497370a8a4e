using System.Text;
using Forge.Deploy;
using Forge.Deploy.Driving;

namespace Forge.Benchmarks;

/// <summary>What the benchmarks read and drive.</summary>
internal static class Samples
{
    /// <summary>Writes a buildspec with some commands, half of them blocks of three lines.</summary>
    public static string BuildSpec(int commands)
    {
        var text = new StringBuilder("version: 0.2\nenv:\n  variables:\n    CONFIGURATION: Release\nphases:\n  build:\n    commands:\n");
        for (var i = 0; i < commands; i++)
        {
            text.Append(i % 2 == 0 ? $"      - echo \"step {i} of $CODEBUILD_BUILD_ID\"\n" : $"      - |\n        if [ -d part-{i} ]; then\n          make -C part-{i}\n        fi\n");
        }

        return text.Append("artifacts:\n  base-directory: out\n  files:\n    - '**/*'\n  exclude-paths:\n    - '**/*.pdb'\n").ToString();
    }

    /// <summary>Makes a deployment of a revision with scripts for every event to a healthy fleet, half of it at a time.</summary>
    public static DeploymentCreated Deployment(int targets) => new()
    {
        DeploymentId = "d-1",
        Group = "shop",
        Application = "shop",
        Store = "files",
        Revision = "shop/1/shop.zip",
        Digest = new string('0', 64),
        Scripted = Enum.GetValues<LifecycleEvent>(),
        Targets = [.. Enumerable.Range(0, targets).Select(i => new DeploymentTarget($"web-{i}", WasHealthy: true))],
        Configuration = "CodeDeployDefault.HalfAtATime",
        MinimumHealthy = targets / 2,
        Creator = "user",
    };
}
