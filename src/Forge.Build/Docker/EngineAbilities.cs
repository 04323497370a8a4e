using System.Net;
using System.Net.Sockets;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Docker;

/// <summary>What the engine can do to keep a build in its container. What it cannot is said in the log, and done otherwise where there is another way.</summary>
internal sealed partial class EngineAbilities(DockerConnection docker, DockerBuildExecutorOptions options, ILogger logger)
{
    private static readonly string[] ResolverFiles = ["/run/systemd/resolve/resolv.conf", "/etc/resolv.conf"];

    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>Gets a value indicating whether the engine can limit the processes of a container.</summary>
    public bool LimitsProcesses { get; private set; } = true;

    /// <summary>Asks the engine, and says once what it cannot do.</summary>
    public async Task ReportAsync(CancellationToken cancellationToken)
    {
        var machine = await docker.CallAsync("tell what its machine can", (client, token) => client.System.GetSystemInfoAsync(token), cancellationToken).ConfigureAwait(false);
        Take(machine);
        foreach (var gap in Gaps(machine, options.Profile).Concat(NetworkGaps(options, docker.IsLocal ? Resolvers() : [])).Where(_said.Add))
        {
            Log.Gap(logger, gap);
        }
    }

    /// <summary>Takes what the engine said.</summary>
    public void Take(SystemInfoResponse machine) => LimitsProcesses = machine.PidsLimit;

    /// <summary>Says what an engine cannot do.</summary>
    public static IEnumerable<string> Gaps(SystemInfoResponse machine, ContainerProfile profile)
    {
        var protections = machine.SecurityOptions ?? [];
        if (!machine.PidsLimit)
        {
            yield return profile is ContainerProfile.Strict
                ? "it has no control group for processes. They are limited by ulimit, together with those of other builds."
                : "it has no control group for processes, and ulimit does not hold for root: a build can use up the machine's processes. Use the profile Strict.";
        }

        if (!machine.MemoryLimit || !machine.SwapLimit)
        {
            yield return "its kernel limits memory or swap of containers only in part: a build can use more than its compute type says.";
        }

        if (!protections.Any(option => option.StartsWith("name=seccomp", StringComparison.Ordinal) && !option.Contains("unconfined", StringComparison.Ordinal)))
        {
            yield return "it filters no system calls. Take seccomp-profile=unconfined out of its configuration, or give its kernel seccomp.";
        }

        if (protections.Any(option => option.StartsWith("name=userns", StringComparison.Ordinal)))
        {
            yield return "it gives root in containers another user (userns-remap), who cannot write into the directory that builds share with this machine. Give Endpoint as tcp://, which shares none.";
        }
    }

    /// <summary>Says what of the network is not kept from builds, or too much.</summary>
    /// <param name="options">The options.</param>
    /// <param name="resolvers">The name servers of the engine's machine; empty when they are not known.</param>
    public static IEnumerable<string> NetworkGaps(DockerBuildExecutorOptions options, IEnumerable<string> resolvers)
    {
        if (options.Network.Length > 0 && options.Network != ContainerDefinition.NoNetwork)
        {
            yield return $"builds join the network '{options.Network}': what they reach there, other builds and this machine's ports too, its owner decides. Only the link-local metadata servers are blocked.";
        }

        if (options is { AreMetadataServersReachable: false, NameServers.Count: 0 } && options.Network != ContainerDefinition.NoNetwork
            && resolvers.FirstOrDefault(IsLinkLocal) is { } resolver)
        {
            yield return $"builds look names up at '{resolver}', which is blocked as all of 169.254.0.0/16 is. Set NameServers to others.";
        }
    }

    private static bool IsLinkLocal(string address) =>
        IPAddress.TryParse(address, out var parsed) && parsed is { AddressFamily: AddressFamily.InterNetwork } && parsed.GetAddressBytes() is [169, 254, ..];

    private static IEnumerable<string> Resolvers() =>
        (ResolverFiles.FirstOrDefault(File.Exists) is { } file ? File.ReadLines(file) : [])
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..])
            .Select(words => words[1]);

    private static partial class Log
    {
        [LoggerMessage(2122, LogLevel.Warning, "The Docker Engine keeps builds apart less than it should: {Gap}")]
        public static partial void Gap(ILogger logger, string gap);
    }
}
