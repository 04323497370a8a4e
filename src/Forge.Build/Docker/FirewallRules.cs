using System.Globalization;
using System.Text;

namespace Forge.Build.Docker;

/// <summary>What the firewall of the engine's machine keeps from builds, as the script that sets it.</summary>
/// <remarks>
/// Every network that Forge makes has a bridge whose name begins with <see cref="BridgePrefix"/>: so rules are set once and hold for every build,
/// also of another host. Rules are only ever added. They stand before the engine's own, which would forward a published port.
/// </remarks>
internal sealed class FirewallRules
{
    /// <summary>The chain, in the table <c>raw</c>.</summary>
    public const string Chain = "FORGE-BUILDS";

    /// <summary>What the names of the bridges begin with.</summary>
    public const string BridgePrefix = "forge-";

    /// <summary>What the names of bridges begin with whose builds must not reach metadata servers.</summary>
    public const string GuardedPrefix = $"{BridgePrefix}b";

    /// <summary>What the names of bridges begin with whose builds may.</summary>
    public const string OpenPrefix = $"{BridgePrefix}m";

    // A rule that is there already is not added once more.
    private const string Begin =
        $$"""
        t() { iptables -w 5 -t raw "$@"; }
        r() { t -C {{Chain}} "$@" 2>/dev/null || t -A {{Chain}} "$@" || exit 1; }
        t -N {{Chain}} 2>/dev/null
        t -C PREROUTING -i {{BridgePrefix}}+ -j {{Chain}} 2>/dev/null || t -I PREROUTING -i {{BridgePrefix}}+ -j {{Chain}} || exit 1

        """;

    private static readonly string[] Protocols = ["tcp", "udp"];

    private FirewallRules(string script) => Script = script;

    /// <summary>Gets the script: for a POSIX shell with <c>iptables</c>, as the administrator of the network. Empty when there is nothing to keep from builds.</summary>
    public string Script { get; }

    /// <summary>Makes the rules.</summary>
    /// <param name="ports">The ports of the engine's machine that builds must not reach.</param>
    /// <param name="options">What else they must not reach.</param>
    public static FirewallRules Of(IEnumerable<int> ports, DockerBuildExecutorOptions options)
    {
        string[] addresses =
        [
            .. options.AreMetadataServersReachable ? [] : MetadataServers.Ranges.Select(range => $"-i {GuardedPrefix}+ -d {range} -j DROP"),
            .. options.BlockedAddresses.Select(address => $"-d {address} -j DROP"),
        ];
        string[] all = [.. addresses, .. ports.Distinct().Order().SelectMany(Rules)];
        var script = new StringBuilder(all.Length == 0 ? "" : Begin);
        foreach (var rule in all)
        {
            script.Append("r ").Append(rule).Append('\n');
        }

        return new FirewallRules(script.ToString());
    }

    // A port of any address that the machine has, also one that is forwarded to a container.
    private static IEnumerable<string> Rules(int port) => Protocols.Select(
        protocol => string.Create(CultureInfo.InvariantCulture, $"-p {protocol} -m addrtype --dst-type LOCAL -m {protocol} --dport {port} -j DROP"));
}
