namespace Forge.Deploy;

/// <summary>What a target can do.</summary>
public sealed record DeployPlatform
{
    /// <summary>Gets the target's name, for messages.</summary>
    /// <value>The default is empty.</value>
    public string Target { get; init; } = "";

    /// <summary>Gets the operating system in the words of an appspec's <c>os</c>: <c>linux</c> or <c>windows</c>.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>Gets the account that commands run as.</summary>
    public required string User { get; init; }

    /// <summary>Gets a value indicating whether that account is the administrator, who may change owners and run hooks as somebody else.</summary>
    public required bool IsAdministrator { get; init; }

    /// <summary>Gets an id that changes whenever the machine starts; empty when the platform has none.</summary>
    public string BootId { get; init; } = "";

    /// <summary>Gets the directory on the target that Forge keeps bundles, logs and steps in. Absolute; created when it does not exist.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Gets what an appspec's absolute destinations are below; empty for the target's own root. Created when it does not exist.</summary>
    /// <value>The default is empty. Several targets on one machine have a root each.</value>
    public string DestinationRoot { get; init; } = "";

    /// <summary>Gets variables that every hook on this target finds in its environment, beside those of the deployment.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}
