namespace Forge.Deploy.Planning;

/// <summary>The deployment configurations that need not be declared.</summary>
internal static class DeploymentConfigurations
{
    /// <summary>The prefix that names of the host's own configurations must not have.</summary>
    public const string Prefix = "CodeDeployDefault.";

    /// <summary>Gets the predefined configurations by name.</summary>
    public static IReadOnlyDictionary<string, MinimumHealthyHosts> Predefined { get; } = new Dictionary<string, MinimumHealthyHosts>(StringComparer.Ordinal)
    {
        [Prefix + "AllAtOnce"] = new MinimumHealthyHosts.None(),
        [Prefix + "HalfAtATime"] = new MinimumHealthyHosts.Half(),
        [Prefix + "OneAtATime"] = new MinimumHealthyHosts.AllButOne(),
    };
}
