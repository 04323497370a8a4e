using System.Text.RegularExpressions;
using Forge.Build;
using Forge.Build.Docker;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

/// <summary>What a hostile build tried to get out of its container, and what it was told; once for each profile.</summary>
public sealed partial class EscapeProbes(DockerDaemon daemon) : IAsyncLifetime
{
    public const string Refused = "refused";
    public const string Allowed = "ALLOWED";

    private static readonly string Script = Path.Combine(Repository.Root, "eng/build-image/escape-probes.sh");

    // All that the bar asks to be refused, and that root of a container could do with them.
    private static readonly string[] Capabilities = ["SYS_ADMIN", "SYS_CHROOT", "SYS_PTRACE", "SYSLOG", "MKNOD", "NET_ADMIN", "NET_RAW"];

    /// <summary>Gets the names of all probes.</summary>
    public static IEnumerable<string> Names => Probe().Matches(File.ReadAllText(Script)).Select(match => match.Groups[1].Value);

    /// <summary>Gets the answers by profile and probe.</summary>
    public Dictionary<ContainerProfile, IReadOnlyDictionary<string, string>> Answers { get; } = [];

    public async ValueTask InitializeAsync()
    {
        foreach (var profile in Enum.GetValues<ContainerProfile>())
        {
            Answers[profile] = await RunAsync("", options => options.Profile = profile, request => request with { Limits = new ResourceLimits { Processes = 200 } });
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs some probes in a container that was given rights.</summary>
    public IReadOnlyDictionary<string, string> RunWithRights(IEnumerable<string> names) => Read(DockerCommand.Run(
        daemon,
        [
            "run", "--rm", "--security-opt", "seccomp=unconfined", "--security-opt", "systempaths=unconfined", "--device-cgroup-rule", "a *:* rwm",
            .. Capabilities.SelectMany(capability => new[] { "--cap-add", capability }),
            "--volume", $"{Script}:/probes.sh:ro", DockerDaemon.BuildImage, "bash", "/probes.sh", .. names,
        ]).Split('\n'));

    /// <summary>Runs one probe, or all, in a build.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RunAsync(string name, Action<DockerBuildExecutorOptions> configure, Func<BuildRequest, BuildRequest>? change = null)
    {
        using var host = new DockerBuildHost(daemon, configure);
        File.Copy(Script, Path.Combine(host.Source, Path.GetFileName(Script)));

        var result = await host.RunAsync($"env: {{variables: {{PROBE: \"{name}\"}}}}\nphases: {{build: {{commands: ['bash {Path.GetFileName(Script)} ${{PROBE:+\"$PROBE\"}}']}}}}", change);

        result.Status.Should().Be(BuildStatus.Succeeded);
        return Read(host.Output);
    }

    private static Dictionary<string, string> Read(IEnumerable<string> lines) => lines.Select(line => line.Split(": ")).ToDictionary(words => words[0], words => words[1]);

    [GeneratedRegex("^probe \"([^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex Probe();
}
