using Forge.Artifacts;
using Forge.Build;
using Forge.Build.Docker;
using Forge.Journal;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Integration.Tests.Build;

/// <summary>A host with builds in containers of a real engine.</summary>
internal sealed class DockerBuildHost : IDisposable, IProgress<BuildLogLine>
{
    private readonly TempDirectory _directory = new();
    private readonly ServiceProvider _services;
    private readonly Lazy<ServiceProvider> _later;
    private readonly List<string> _log = [];
    private readonly Action<DockerBuildExecutorOptions>? _configure;
    private readonly ISecretStore? _secrets;

    public DockerBuildHost(DockerDaemon daemon, Action<DockerBuildExecutorOptions>? configure = null, ISecretStore? secrets = null)
    {
        (_configure, _secrets) = (configure, secrets);
        _services = Build(daemon);
        _later = new Lazy<ServiceProvider>(() => Build(daemon));
        Directory.CreateDirectory(Source);
    }

    public IBuildExecutor Executor => _services.GetServices<IBuildExecutor>().Single();

    /// <summary>Gets the executor of another host with the same options.</summary>
    public IBuildExecutor LaterExecutor => _later.Value.GetServices<IBuildExecutor>().Single();

    public BuildEngine Engine => _services.GetRequiredService<BuildEngine>();

    public string Source => _directory.Combine("source");

    public string WorkDirectory => _directory.Combine("containers");

    /// <summary>Gets what builds and containers left in the host's directory.</summary>
    public IEnumerable<string> Leftovers => new[] { "builds", "containers" }
        .Select(name => Path.Combine(WorkDirectory, name))
        .Where(Directory.Exists)
        .SelectMany(Directory.EnumerateFileSystemEntries);

    /// <summary>Gets or sets what runs when a line of the log comes.</summary>
    public Action<string>? Reported { get; set; }

    /// <summary>Gets what commands printed.</summary>
    public IReadOnlyList<string> Output => [.. _log.Where(line => !line.StartsWith("[Container] ", StringComparison.Ordinal))];

    public Task<BuildResult> RunAsync(string yaml, Func<BuildRequest, BuildRequest>? change = null, CancellationToken? cancellationToken = null)
    {
        File.WriteAllText(Path.Combine(Source, "buildspec.yml"), $"version: 0.2\n{yaml}");
        var request = new BuildRequest { Project = "shop", Source = BuildSource.FromDirectory(Source), Executor = "docker", Log = this };
        return Engine.RunAsync(change?.Invoke(request) ?? request, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Writes a file below the host's directory.</summary>
    public void Write(string path, string content)
    {
        var file = Path.Combine(WorkDirectory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    public void Report(BuildLogLine value)
    {
        _log.Add(value.Text);
        Reported?.Invoke(value.Text);
    }

    public void Dispose()
    {
        _services.Dispose();
        if (_later.IsValueCreated)
        {
            _later.Value.Dispose();
        }

        _directory.Dispose();
    }

    private ServiceProvider Build(DockerDaemon daemon)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IJournal>(new FakeJournal(TimeProvider.System));
        services.AddSingleton<IArtifactStore>(new FakeArtifactStore(TimeProvider.System));
        if (_secrets is not null)
        {
            services.AddSingleton(_secrets);
        }

        services.AddForge().AddBuilds().AddDockerBuildExecutor(docker =>
        {
            docker.Endpoint = daemon.Endpoint;
            docker.WorkDirectory = WorkDirectory;
            docker.DefaultImage = ImageReference.Parse(DockerDaemon.BuildImage);
            docker.PullPolicy = ImagePullPolicy.Never;
            // Only an engine with a network of its own has a firewall that a test may change.
            docker.Firewall = daemon is BridgedDockerDaemon ? FirewallPolicy.Required : FirewallPolicy.Unmanaged;
            _configure?.Invoke(docker);
        });
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
