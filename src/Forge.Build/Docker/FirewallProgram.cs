using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Forge.Shared.Archives;
using Forge.Shared.Archives.Tar;

namespace Forge.Build.Docker;

/// <summary>Runs a script with the engine machine's own programs in the engine machine's own network: in a container of an image that has nothing in it.</summary>
/// <remarks>
/// Nothing of a build's image takes part, and the host needs no rights but those to the engine. The container may change the network and nothing
/// else: of the machine's files it sees programs and libraries, and cannot change them.
/// </remarks>
/// <param name="docker">The engine.</param>
/// <param name="definition">Names the owner of what is made.</param>
internal sealed class FirewallProgram(DockerConnection docker, ContainerDefinition definition)
{
    private const string Programs = "/usr";
    private const string Alternatives = "/etc/alternatives";
    private const string Input = "-";

    /// <summary>Runs a script.</summary>
    /// <exception cref="BuildExecutorException">It failed, or could not be run.</exception>
    public async Task RunAsync(string script, CancellationToken cancellationToken)
    {
        var image = await ImportAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            try
            {
                await RunAsync(image, script, [Programs, Alternatives], cancellationToken).ConfigureAwait(false);
            }
            catch (BuildExecutorException e) when (e.InnerException is DockerApiException { ResponseBody: { } body } && body.Contains(Alternatives, StringComparison.Ordinal))
            {
                // Not every distribution has them.
                await RunAsync(image, script, [Programs], cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await docker.CallAsync(
                "remove the image for the firewall", (client, token) => client.Images.DeleteImageAsync(image, new ImageDeleteParameters { Force = true }, token), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(string image, string script, string[] directories, CancellationToken cancellationToken)
    {
        var name = $"forge-firewall-{Guid.NewGuid().ToString("N")[..12]}";
        var output = new PrintedText();
        try
        {
            await docker.CallAsync(
                $"create the container '{name}'", (client, token) => client.Containers.CreateContainerAsync(Container(image, name, script, directories), token), cancellationToken).ConfigureAwait(false);
            var code = await docker.CallAsync($"run the container '{name}'", (client, token) => FollowAsync(client, name, output, token), cancellationToken).ConfigureAwait(false);
            if (code != 0)
            {
                throw new BuildExecutorException($"iptables of the engine's machine ended with {code}: {output.Text.Trim()}", DockerBuildExecutor.ExecutorName);
            }
        }
        finally
        {
            await EngineContainer.RemoveFromEngineAsync(docker, name).ConfigureAwait(false);
        }
    }

    private static async Task<long> FollowAsync(IDockerClient client, string name, PrintedText output, CancellationToken cancellationToken)
    {
        using var stream = await client.Containers.AttachContainerAsync(
            name, new ContainerAttachParameters { Stream = true, Stdout = true, Stderr = true }, cancellationToken).ConfigureAwait(false);
        await client.Containers.StartContainerAsync(name, new ContainerStartParameters(), cancellationToken).ConfigureAwait(false);
        await EngineContainer.ReadAsync(stream, output, cancellationToken).ConfigureAwait(false);
        return (await client.Containers.WaitContainerAsync(name, cancellationToken).ConfigureAwait(false)).StatusCode;
    }

    private CreateContainerParameters Container(string image, string name, string script, string[] directories) => new()
    {
        Name = name,
        Image = image,
        Entrypoint = ["sh", "-c", script],
        Cmd = [],
        Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"],
        AttachStdout = true,
        AttachStderr = true,
        Labels = definition.Labels(buildId: null),
        HostConfig = new HostConfig
        {
            NetworkMode = "host",
            CapDrop = ["ALL"],
            CapAdd = ["NET_ADMIN", "NET_RAW"],
            SecurityOpt = ["no-new-privileges", "label=disable"],
            ReadonlyRootfs = true,
            Tmpfs = new Dictionary<string, string> { ["/run"] = "rw,noexec,nosuid,nodev,size=1m" },
            LogConfig = new LogConfig { Type = "none" },
            Mounts = [.. directories.Select(directory => new Mount { Type = "bind", Source = directory, Target = directory, ReadOnly = true })],
        },
    };

    // By its id, never by a name: an image of a name may be anybody's.
    private async Task<string> ImportAsync(CancellationToken cancellationToken)
    {
        using var tar = await PackAsync(cancellationToken).ConfigureAwait(false);
        var imported = new ImportedImage();
        await docker.CallAsync(
            "import the image for the firewall",
            (client, token) => client.Images.CreateImageAsync(new ImagesCreateParameters { FromSrc = Input }, tar, new AuthConfig(), imported, token),
            cancellationToken).ConfigureAwait(false);
        return imported.Id ?? throw new BuildExecutorException("Docker did not say which image it made for the firewall.", DockerBuildExecutor.ExecutorName);
    }

    private static async Task<MemoryStream> PackAsync(CancellationToken cancellationToken)
    {
        var packed = new MemoryStream();
        var tar = new TarBuilder(packed);
        foreach (var directory in (string[])["usr", "etc", "etc/alternatives", "run"])
        {
            await tar.AddDirectoryAsync(directory, UnixModes.DefaultDirectory, DateTimeOffset.UnixEpoch, cancellationToken).ConfigureAwait(false);
        }

        foreach (var link in (string[])["bin", "sbin", "lib", "lib64"])
        {
            await tar.AddLinkAsync(link, $"usr/{link}", DateTimeOffset.UnixEpoch, cancellationToken).ConfigureAwait(false);
        }

        await tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
        packed.Position = 0;
        return packed;
    }

    private sealed class ImportedImage : IProgress<JSONMessage>
    {
        public string? Id { get; private set; }

        public void Report(JSONMessage value) => Id ??= value.Status;
    }

    private sealed class PrintedText : IBuildOutput
    {
        private readonly StringBuilder _text = new();

        public string Text => _text.ToString();

        public void OnStandardOutput(ReadOnlySpan<byte> bytes) => _text.Append(Encoding.UTF8.GetString(bytes));

        public void OnStandardError(ReadOnlySpan<byte> bytes) => OnStandardOutput(bytes);
    }
}
