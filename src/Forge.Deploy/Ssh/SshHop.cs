namespace Forge.Deploy.Ssh;

/// <summary>One host on the way to a target, the target itself included.</summary>
/// <param name="Settings">The target.</param>
/// <param name="Endpoint">The host.</param>
/// <param name="Where">Where on the way it is, for messages; empty for a target without jump hosts.</param>
internal sealed record SshHop(SshTargetSettings Settings, SshEndpoint Endpoint, string Where)
{
    /// <summary>Gets the name for messages about the host's key.</summary>
    public string Name => Endpoint == Settings.Endpoint ? Settings.Name : $"{Endpoint.Host}, jump host of {Settings.Name}";

    /// <summary>Makes the exception for a failed connection.</summary>
    public DeployTargetException Fail(string why, DeployTargetFailure failure, Exception? cause = null) =>
        new(
            $"Cannot connect to '{Settings.Name}'{Where} as '{Endpoint.User}' at {Endpoint.Host}:{Endpoint.Port}: {why}",
            Settings.Name,
            failure,
            failure is DeployTargetFailure.Unreachable,
            cause);
}
