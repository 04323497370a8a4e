using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Deploy;

/// <summary>Deployment groups and how deployments are driven. Read once, when the engine is created.</summary>
public sealed class DeploymentOptions
{
    /// <summary>Gets the deployment groups.</summary>
    [ValidateEnumeratedItems]
    public IList<DeploymentGroupOptions> Groups { get; } = [];

    /// <summary>Gets the deployment configurations beside the predefined ones.</summary>
    [ValidateEnumeratedItems]
    public IList<DeploymentConfigurationOptions> Configurations { get; } = [];

    /// <summary>Gets or sets the directory in which this host keeps the revisions that it deploys. Made when needed, for this account only; safe to delete.</summary>
    /// <value>The default is empty: <c>forge/bundles</c> in the account's folder for local application data.</value>
    public string CacheDirectory { get; set; } = "";

    /// <summary>Gets or sets how many deployments this host drives at once; more wait.</summary>
    /// <value>The default is 16; from 1 to 1,000.</value>
    [Range(1, 1000)]
    public int MaxConcurrentDeployments { get; set; } = 16;

    /// <summary>Gets or sets the time between two looks into the journal for deployments that nobody drives.</summary>
    /// <value>The default is 1 second; from 100 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the time between two looks at the alarms of a deployment that runs.</summary>
    /// <value>The default is 5 seconds; from 100 milliseconds to 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan AlarmInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the time between two looks at inventories and registrations for targets that elastic groups have to deploy to.</summary>
    /// <value>The default is 5 seconds; from 100 milliseconds to 1 hour. A registration in this host is looked at at once.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan InventoryInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how often a target is tried that cannot be reached or whose connection is lost, before the deployment fails on it.</summary>
    /// <value>The default is 5; from 1 to 100. A connection that held for a minute starts the count anew.</value>
    [Range(1, 100)]
    public int ConnectAttempts { get; set; } = 5;

    /// <summary>Gets or sets the wait before the second attempt; it doubles from one attempt to the next, up to one minute.</summary>
    /// <value>The default is 1 second; from zero to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ConnectBackOff { get; set; } = TimeSpan.FromSeconds(1);
}
