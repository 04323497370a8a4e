namespace Forge.Build;

/// <summary>Which events of its repository start builds of a project.</summary>
public sealed record BuildWebhook
{
    /// <summary>Gets the groups of conditions. One that is met is enough.</summary>
    /// <value>The default is empty: every push to a branch or tag, and every pull request that is opened, changed or opened again.</value>
    public IReadOnlyList<BuildWebhookFilterGroup> FilterGroups { get; init; } = [];

    /// <summary>Gets what is started.</summary>
    /// <value>The default is <see cref="BuildWebhookBuildType.Build"/>.</value>
    public BuildWebhookBuildType BuildType { get; init; }

    /// <summary>Gets the secret that senders sign with, in the host's <see cref="ISecretStore"/>.</summary>
    /// <value>The default is null: nothing that comes over HTTP is believed, and only pushes to repositories of this host start builds.</value>
    public SecretReference? Secret { get; init; }
}
