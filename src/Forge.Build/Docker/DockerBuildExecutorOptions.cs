using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Forge.Build.Docker;

/// <summary>How builds run in containers. Read once, when the executor is created.</summary>
public sealed class DockerBuildExecutorOptions : IValidatableObject
{
    /// <summary>Gets or sets where the engine listens: a socket of this machine, or <c>tcp://HOST:PORT</c>.</summary>
    /// <remarks>Builds on this machine share a directory with their container; to and from another machine files travel as archives, which is slower.</remarks>
    /// <value>The default is <c>unix:///var/run/docker.sock</c>.</value>
    [Required]
    public Uri Endpoint { get; set; } = new("unix:///var/run/docker.sock");

    /// <summary>Gets or sets a directory with <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>, as DOCKER_CERT_PATH names it: the engine is called by TLS then, and both sides prove who they are.</summary>
    /// <value>The default is null: no TLS. An engine that anybody can reach without it gives its machine away.</value>
    public string? CertificateDirectory { get; set; }

    /// <summary>Gets or sets the directory below which every container gets one of its own, which it sees as <c>/codebuild/output</c>, and where notes about builds are kept that a later host needs.</summary>
    /// <value>The default is <c>forge-containers</c> in the system's directory for temporary files.</value>
    [Required]
    public string WorkDirectory { get; set; } = Path.Combine(Path.GetTempPath(), "forge-containers");

    /// <summary>Gets or sets the image for builds that name none.</summary>
    /// <value>The default is null: a build must name its image.</value>
    public ImageReference? DefaultImage { get; set; }

    /// <summary>Gets or sets the network that containers join, as the engine knows it; <c>none</c> for no network at all, which also starts fastest.</summary>
    /// <remarks>
    /// On a network of its own a build reaches the internet, and no other build. Metadata servers of clouds are blocked, and so are this machine's
    /// ports in <see cref="BlockedHostPorts"/>; neighbours in its local network are not: name them in <see cref="BlockedAddresses"/>, or use
    /// <see cref="IsInternetBlocked"/> or <c>none</c>. On a network that is named here only the link-local metadata servers are blocked.
    /// An engine that runs with <c>--iptables=false</c> keeps no networks apart.
    /// </remarks>
    /// <value>The default is empty: a network of its own for every build. A later build of the same host may get it once the container is gone; it goes with the host.</value>
    public string Network { get; set; } = "";

    /// <summary>Gets or sets a value indicating whether a network of a build's own has no way out. This machine's ports stay reachable at its gateway.</summary>
    /// <value>The default is false.</value>
    public bool IsInternetBlocked { get; set; }

    /// <summary>Gets or sets what Forge does about the firewall of the engine's machine.</summary>
    /// <remarks>
    /// Rules in a chain <c>FORGE-BUILDS</c> of the table <c>raw</c> keep builds on networks of their own from <see cref="BlockedHostPorts"/>,
    /// <see cref="BlockedAddresses"/> and metadata servers. They are set by the machine's own iptables in a container of an empty image that
    /// has the machine's network, before the first build and every hour. They hold for the builds of all hosts of that machine, and stay
    /// until somebody removes them or the machine is started anew.
    /// </remarks>
    /// <value>The default is <see cref="FirewallPolicy.Automatic"/>.</value>
    [EnumDataType(typeof(FirewallPolicy))]
    public FirewallPolicy Firewall { get; set; }

    /// <summary>Gets ports of the engine's machine that builds must not reach, whichever of its addresses they try; UDP and TCP.</summary>
    /// <remarks>Ports at which this process listens itself to more than its own machine are blocked too, if the engine is one of this machine. Name here what only
    /// the machine knows: its SSH server, a database, the published port of a Forge in a container, and every port if the engine is elsewhere.</remarks>
    /// <value>The default is none. From 1 to 65,535.</value>
    public IList<int> BlockedHostPorts { get; private set; } = [];

    /// <summary>Gets further addresses that builds must not reach: IPv4, <c>10.0.0.5</c> or <c>10.0.0.0/8</c>. Networks of builds have no IPv6.</summary>
    /// <value>The default is none.</value>
    public IList<string> BlockedAddresses { get; private set; } = [];

    /// <summary>Gets or sets a value indicating whether builds may reach the metadata servers of clouds, and with them the rights of the machine in its cloud.</summary>
    /// <value>The default is false.</value>
    public bool AreMetadataServersReachable { get; set; }

    /// <summary>Gets the name servers of builds: addresses. Needed where the machine's own is link-local, as in Google's cloud: builds cannot reach it.</summary>
    /// <value>The default is none: the engine passes names on to the machine's own.</value>
    public IList<string> NameServers { get; private set; } = [];

    /// <summary>Gets or sets how much a build may do inside of its container.</summary>
    /// <value>The default is <see cref="ContainerProfile.Compat"/>.</value>
    [EnumDataType(typeof(ContainerProfile))]
    public ContainerProfile Profile { get; set; }

    /// <summary>Gets the projects whose builds may be privileged if they ask for it. Such a build owns the engine's machine.</summary>
    /// <value>The default is none.</value>
    public IList<string> PrivilegedProjects { get; private set; } = [];

    /// <summary>Gets the projects whose builds get the engine's socket as <c>/var/run/docker.sock</c>: they can read and change every other build, and own the engine's machine.</summary>
    /// <remarks>For an engine of this machine only.</remarks>
    /// <value>The default is none.</value>
    public IList<string> ProjectsWithControlOfTheEngine { get; private set; } = [];

    /// <summary>Gets or sets how much a container may write beside the build's own directory, in bytes.</summary>
    /// <remarks>Only a storage driver with quotas can: overlay2 on XFS with <c>pquota</c>, btrfs, zfs. On others the engine refuses to create containers.</remarks>
    /// <value>The default is null: no limit. From 64 MiB.</value>
    [Range(64L * 1024 * 1024, long.MaxValue)]
    public long? DiskBytes { get; set; }

    /// <summary>Gets or sets when images are fetched from their registry.</summary>
    /// <value>The default is <see cref="ImagePullPolicy.Missing"/>.</value>
    [EnumDataType(typeof(ImagePullPolicy))]
    public ImagePullPolicy PullPolicy { get; set; }

    /// <summary>Gets or sets how long fetching an image may take.</summary>
    /// <value>The default is 10 minutes; from 1 second to 6 hours.</value>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan PullTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets who the host is to registries. Images of others are fetched without saying who asks.</summary>
    /// <value>The default is none.</value>
    public IList<RegistryCredentialOptions> RegistryCredentials { get; private set; } = [];

    /// <summary>Gets or sets how many containers are kept ready for each image and limits that builds have used lately. A build that gets one need not wait for the engine.</summary>
    /// <value>The default is 0: none. At most 64.</value>
    [Range(0, 64)]
    public int PoolSize { get; set; }

    /// <summary>Gets or sets how long a container may be kept ready. After so long without a build of the same image and limits none is.</summary>
    /// <value>The default is 1 hour; from 1 second to 7 days.</value>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan PoolMaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets how long after a build took a container the next one is made ready, unless the build ends before. Making it costs the running builds a processor for a moment.</summary>
    /// <value>The default is 2 seconds; at most 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan PoolRefillDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how long a call to the engine may take, except those that wait for the build.</summary>
    /// <value>The default is 30 seconds; from 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets when a build that a host of this machine left behind is given up: so long after the host began it or took it over, if no host runs it.</summary>
    /// <value>The default is 1 day; from 1 minute to 30 days. Longer than a build may take and a host may be down.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan LeftoverAge { get; set; } = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => EndpointProblems().Concat(NetworkProblems());

    internal DockerBuildExecutorOptions Copy()
    {
        var copy = (DockerBuildExecutorOptions)MemberwiseClone();
        copy.WorkDirectory = Path.GetFullPath(WorkDirectory);
        copy.PrivilegedProjects = [.. PrivilegedProjects];
        copy.ProjectsWithControlOfTheEngine = [.. ProjectsWithControlOfTheEngine];
        copy.BlockedHostPorts = [.. BlockedHostPorts];
        copy.BlockedAddresses = [.. BlockedAddresses];
        copy.NameServers = [.. NameServers];
        copy.RegistryCredentials = [.. RegistryCredentials];
        return copy;
    }

    private IEnumerable<ValidationResult> NetworkProblems()
    {
        foreach (var port in BlockedHostPorts.Where(port => port is < 1 or > ushort.MaxValue))
        {
            yield return new ValidationResult($"BlockedHostPorts has {port}, which is no port. Use 1 to 65535.", [nameof(BlockedHostPorts)]);
        }

        foreach (var address in BlockedAddresses.Where(address => !IsRange(address)))
        {
            yield return new ValidationResult($"BlockedAddresses has '{address}', which is no IPv4 address or range. Write 10.0.0.5 or 10.0.0.0/8.", [nameof(BlockedAddresses)]);
        }

        foreach (var server in NameServers.Where(server => !IPAddress.TryParse(server, out _)))
        {
            yield return new ValidationResult($"NameServers has '{server}', which is no address. Write 10.0.0.2.", [nameof(NameServers)]);
        }

        if (Firewall is FirewallPolicy.Required && Network.Length > 0 && Network != ContainerDefinition.NoNetwork)
        {
            yield return new ValidationResult("Firewall is Required, and rules are only for networks of the builds' own. Clear Network, or set Firewall to Unmanaged.", [nameof(Firewall)]);
        }
    }

    private static bool IsRange(string text) =>
        (IPNetwork.TryParse(text, out var range) && range.BaseAddress.AddressFamily is AddressFamily.InterNetwork)
        || (IPAddress.TryParse(text, out var address) && address.AddressFamily is AddressFamily.InterNetwork && address.ToString() == text);

    private IEnumerable<ValidationResult> EndpointProblems()
    {
        if (Endpoint.Scheme is not ("unix" or "npipe" or "tcp"))
        {
            yield return new ValidationResult($"Endpoint '{Endpoint}' is none that Docker listens at. Use unix:///PATH or tcp://HOST:PORT.", [nameof(Endpoint)]);
        }

        if (Endpoint.Scheme is "tcp")
        {
            if (Profile is ContainerProfile.Strict)
            {
                yield return new ValidationResult("The Strict profile needs an engine of this machine: another one gives a build's directory to root. Use Compat, or a unix:// Endpoint.", [nameof(Profile)]);
            }

            if (ProjectsWithControlOfTheEngine.Count > 0)
            {
                yield return new ValidationResult("ProjectsWithControlOfTheEngine needs an engine of this machine. Clear it, or use a unix:// Endpoint.", [nameof(ProjectsWithControlOfTheEngine)]);
            }
        }
        else if (CertificateDirectory is not null)
        {
            yield return new ValidationResult("CertificateDirectory is for a tcp:// Endpoint. Clear it.", [nameof(CertificateDirectory)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class DockerBuildExecutorOptionsValidator : IValidateOptions<DockerBuildExecutorOptions>;
