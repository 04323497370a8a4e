using System.Globalization;
using Docker.DotNet.Models;

namespace Forge.Build.Docker;

/// <summary>Turns what a build asks for into what the engine is asked for.</summary>
/// <param name="options">What the host allows.</param>
/// <param name="owner">The host that owns what is made.</param>
/// <param name="abilities">What the engine can.</param>
/// <param name="timeProvider">Tells when what is made is a leftover in any case.</param>
internal sealed class ContainerDefinition(DockerBuildExecutorOptions options, string owner, EngineAbilities abilities, TimeProvider timeProvider)
{
    /// <summary>The build's directory, as its commands see it.</summary>
    public const string Directory = "/codebuild/output";

    /// <summary>The label with the id of the build; missing while a container waits for one.</summary>
    public const string BuildLabel = "forge.build";

    /// <summary>The label with the host that owns the container or the network.</summary>
    public const string OwnerLabel = "forge.owner";

    /// <summary>The label with the host's directory for builds, where the notes about the container are.</summary>
    public const string WorkLabel = "forge.work";

    /// <summary>The label with the time, as ISO 8601, from which on nobody comes for the container or the network any more whose host is gone.</summary>
    public const string DeadlineLabel = "forge.deadline";

    /// <summary>The name of the network without anybody in it.</summary>
    public const string NoNetwork = "none";

    /// <summary>The line that ends the command line on a container's standard input.</summary>
    public const string EndOfCommand = "--forge-end-of-command--";

    /// <summary>The user and group id of builds in <see cref="ContainerProfile.Strict"/>: nobody's.</summary>
    public const int Nobody = 65_534;

    private const string HostNetwork = "host";
    private const string OtherContainer = "container:";
    private const string OfItsOwn = "private";
    private const int BridgeDigits = 8;
    private const string Administrator = "0:0";
    private const string EngineSocket = "/var/run/docker.sock";
    private const string TemporaryDirectory = "/tmp";
    private const long NanosPerProcessor = 1_000_000_000;
    private const long OpenFiles = 16_384;

    // Waits for a command line on standard input and runs it with the rest: so a container that is up needs neither a second process nor
    // another call to the engine. That all went well it says itself, once nothing else runs in the container that could change a file:
    // the engine takes its time to tidy up before it tells. A process that does not die is left to the engine, and nothing is said.
    // Everything is killed before the first look: a process may have a name that makes it look dead.
    private const string EntryPoint =
        """
        forge_alone() {
        for forge_p in /proc/[0-9]*/stat; do
        forge_s=; [ "$forge_p" = /proc/1/stat ] || { read -r forge_s <"$forge_p"; } 2>/dev/null
        case ${forge_s##*) } in [ZX]* | '') ;; *) return 1 ;; esac
        done
        }
        forge_c=; while IFS= read -r forge_l; do
        if [ "$forge_l" = "$0" ]; then
        IFS= read -r forge_l; eval "$forge_c"; forge_c=$?
        forge_n=0; while kill -9 -1 2>/dev/null; ! forge_alone && [ "$forge_n" != 1000 ]; do forge_n=$((forge_n + 1)); done
        [ "$forge_c" != 0 ] || [ "$forge_n" = 1000 ] || printf '\000%s' "$forge_l"; exit "$forge_c"
        fi
        forge_c="$forge_c$forge_l
        "; done; exit 127
        """;

    /// <summary>Gets a value indicating whether each container has a network for itself.</summary>
    public bool HasOwnNetworks => options.Network.Length == 0;

    /// <summary>Describes a network that a container has for itself.</summary>
    public NetworksCreateParameters Network(string name) => new()
    {
        Name = name,
        Driver = "bridge",
        Internal = options.IsInternetBlocked,
        EnableIPv6 = false,
        Options = new Dictionary<string, string>
        {
            // By this name the firewall knows it, whichever address it gets.
            ["com.docker.network.bridge.name"] =
                $"{(options.AreMetadataServersReachable ? FirewallRules.OpenPrefix : FirewallRules.GuardedPrefix)}{Guid.NewGuid().ToString("N")[..BridgeDigits]}",
        },
        Labels = Labels(buildId: null),
    };

    /// <summary>Describes a container.</summary>
    /// <param name="key">What it is for.</param>
    /// <param name="name">Its name.</param>
    /// <param name="buildId">The build; null for a container that waits for one.</param>
    /// <param name="network">The network that it has for itself; null for none.</param>
    /// <param name="sharedDirectory">The directory of this machine that becomes <see cref="Directory"/>; null for a volume of the engine.</param>
    public CreateContainerParameters Container(ContainerKey key, string name, string? buildId, string? network, string? sharedDirectory) => new()
    {
        Name = name,
        Image = key.ImageId,
        User = IsStrict ? $"{Nobody}:{Nobody}" : Administrator,
        Entrypoint = ["sh", "-c", EntryPoint, EndOfCommand],
        Cmd = [],
        WorkingDir = Directory,
        Env = [$"HOME={(IsStrict ? TemporaryDirectory : "/root")}", $"CODEBUILD_BUILD_IMAGE={key.Image.Value}"],
        AttachStdin = true,
        AttachStdout = true,
        AttachStderr = true,
        OpenStdin = true,
        StdinOnce = true,
        Labels = Labels(buildId),
        HostConfig = HostConfiguration(key, network ?? options.Network, sharedDirectory),
        NetworkingConfig = IsGuarded(network ?? options.Network) ? Guarded(network ?? options.Network) : null,
    };

    private bool IsStrict => options.Profile is ContainerProfile.Strict;

    /// <summary>Makes the labels of a container or a network.</summary>
    /// <param name="buildId">The build; null for none.</param>
    public Dictionary<string, string> Labels(string? buildId)
    {
        var deadline = (timeProvider.GetUtcNow() + options.LeftoverAge).ToString("O", CultureInfo.InvariantCulture);
        var labels = new Dictionary<string, string> { [OwnerLabel] = owner, [WorkLabel] = options.WorkDirectory, [DeadlineLabel] = deadline };
        if (buildId is not null)
        {
            labels[BuildLabel] = buildId;
        }

        return labels;
    }

    private HostConfig HostConfiguration(ContainerKey key, string network, string? sharedDirectory)
    {
        var host = new HostConfig
        {
            Mounts = [sharedDirectory is null ? new Mount { Type = "volume", Target = Directory } : new Mount { Type = "bind", Source = sharedDirectory, Target = Directory }],
            LogConfig = new LogConfig { Type = "none" },
            NetworkMode = network,
            PidsLimit = abilities.LimitsProcesses ? key.Limits.Processes : null,
            Ulimits =
            [
                new Ulimit { Name = "nofile", Soft = OpenFiles, Hard = OpenFiles },
                new Ulimit { Name = "core", Soft = 0, Hard = 0 },
            ],
            DNS = [.. options.NameServers],
        };
        if (!abilities.LimitsProcesses)
        {
            host.Ulimits.Add(new Ulimit { Name = "nproc", Soft = key.Limits.Processes, Hard = key.Limits.Processes });
        }

        if (key.ControlsEngine)
        {
            host.Mounts.Add(new Mount { Type = "bind", Source = options.Endpoint.AbsolutePath, Target = EngineSocket });
        }

        Limit(host, key.Limits);
        if (key.IsPrivileged)
        {
            host.Privileged = true;
        }
        else
        {
            Harden(host);
        }

        return host;
    }

    private void Limit(HostConfig host, ResourceLimits limits)
    {
        if (limits.MemoryBytes is { } memory)
        {
            (host.Memory, host.MemorySwap) = (memory, memory);
        }

        if (limits.Processors is { } processors)
        {
            host.NanoCPUs = (long)(processors * NanosPerProcessor);
        }

        if (options.DiskBytes is { } disk)
        {
            host.StorageOpt = new Dictionary<string, string> { ["size"] = disk.ToString(CultureInfo.InvariantCulture) };
        }
    }

    // Enough to install packages as root, or not even that; and nothing that reaches out of the container.
    private void Harden(HostConfig host)
    {
        host.CapDrop = ["ALL"];
        host.SecurityOpt = ["no-new-privileges"];
        host.IpcMode = OfItsOwn;
        host.CgroupnsMode = OfItsOwn;
        if (IsStrict)
        {
            host.ReadonlyRootfs = true;
            host.Tmpfs = new Dictionary<string, string> { [TemporaryDirectory] = "rw,exec,nosuid,nodev,mode=1777" };
        }
        else
        {
            host.CapAdd = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETUID", "SETGID", "KILL"];
        }

        if (IsGuarded(host.NetworkMode))
        {
            host.ExtraHosts = [.. MetadataServers.Names.Select(name => $"{name}:127.0.0.1")];
        }
    }

    private bool IsGuarded(string network) =>
        !options.AreMetadataServersReachable && network is not (NoNetwork or HostNetwork) && !network.StartsWith(OtherContainer, StringComparison.Ordinal);

    // An address that the container has itself is never sent anywhere, and the rest of its range is looked for next door. A build cannot
    // give it away; no rights of the host, no program of the image and no call to the engine are needed.
    private static NetworkingConfig Guarded(string network) => new()
    {
        EndpointsConfig = new Dictionary<string, EndpointSettings>
        {
            [network] = new() { IPAMConfig = new EndpointIPAMConfig { LinkLocalIPs = [.. MetadataServers.LinkLocal] } },
        },
    };
}
