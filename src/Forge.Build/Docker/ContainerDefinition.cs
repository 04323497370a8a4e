using Docker.DotNet.Models;

namespace Forge.Build.Docker;

/// <summary>Turns what a build asks for into what the engine is asked for.</summary>
internal static class ContainerDefinition
{
    /// <summary>The build's directory, as its commands see it.</summary>
    public const string Directory = "/codebuild/output";

    /// <summary>The label with the id of the build.</summary>
    public const string BuildLabel = "forge.build";

    /// <summary>The label with the host that owns the container.</summary>
    public const string OwnerLabel = "forge.owner";

    /// <summary>The line that ends the command line on a container's standard input.</summary>
    public const string EndOfCommand = "--forge-end-of-command--";

    private const string Administrator = "0:0";
    private const string Home = "/root";
    private const long NanosPerProcessor = 1_000_000_000;
    private const long OpenFiles = 16_384;

    // Waits for a command line on standard input and becomes that command, which reads the rest: so a container that is up
    // needs neither a second process nor another call to the engine.
    private const string EntryPoint =
        """
        c=; while IFS= read -r l; do [ "$l" = "$0" ] && eval "exec $c"; c="$c$l
        "; done; exit 127
        """;

    /// <summary>Gives the name of a build's container.</summary>
    public static string Name(string buildId) => $"forge-{buildId}";

    /// <summary>Makes the request.</summary>
    /// <param name="spec">What the build asks for.</param>
    /// <param name="image">The image.</param>
    /// <param name="hostDirectory">The directory of this machine that becomes <see cref="Directory"/>.</param>
    /// <param name="network">The network; empty for the engine's default.</param>
    /// <param name="owner">The host that owns the container.</param>
    public static CreateContainerParameters Create(BuildEnvironmentSpec spec, ImageReference image, string hostDirectory, string network, string owner) => new()
    {
        Name = Name(spec.BuildId),
        Image = image.Value,
        User = Administrator,
        Entrypoint = ["sh", "-c", EntryPoint, EndOfCommand],
        Cmd = [],
        WorkingDir = Directory,
        Env = [$"HOME={Home}", $"CODEBUILD_BUILD_IMAGE={image.Value}"],
        AttachStdin = true,
        AttachStdout = true,
        AttachStderr = true,
        OpenStdin = true,
        StdinOnce = true,
        Labels = new Dictionary<string, string> { [BuildLabel] = spec.BuildId, [OwnerLabel] = owner },
        HostConfig = Harden(spec.Limits, hostDirectory, network),
    };

    // Enough to install packages as root, and nothing that reaches out of the container.
    private static HostConfig Harden(ResourceLimits limits, string hostDirectory, string network)
    {
        var host = new HostConfig
        {
            Mounts = [new Mount { Type = "bind", Source = hostDirectory, Target = Directory }],
            LogConfig = new LogConfig { Type = "none" },
            CapDrop = ["ALL"],
            CapAdd = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETUID", "SETGID", "KILL"],
            SecurityOpt = ["no-new-privileges"],
            PidsLimit = limits.Processes,
            Ulimits =
            [
                new Ulimit { Name = "nofile", Soft = OpenFiles, Hard = OpenFiles },
                new Ulimit { Name = "core", Soft = 0, Hard = 0 },
            ],
        };
        if (limits.MemoryBytes is { } memory)
        {
            (host.Memory, host.MemorySwap) = (memory, memory);
        }

        if (limits.Processors is { } processors)
        {
            host.NanoCPUs = (long)(processors * NanosPerProcessor);
        }

        if (network.Length > 0)
        {
            host.NetworkMode = network;
        }

        return host;
    }
}
