using System.IO.Compression;
using Forge.Artifacts;
using Forge.Build.Conformance;
using Forge.Journal;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge.Build.Tests;

/// <summary>A host with builds as processes, and a source directory.</summary>
internal sealed class BuildHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services;
    private readonly TempDirectory _directory;
    private bool _isStopped;

    public BuildHost(Action<IServiceCollection>? configure = null, Action<BuildOptions>? options = null, string? shellDirectory = null, BuildHost? after = null)
    {
        _directory = after?._directory ?? new TempDirectory();
        Journal = after?.Journal ?? new FakeJournal(TimeProvider.System);
        Artifacts = after?.Artifacts ?? new FakeArtifactStore(TimeProvider.System);
        Directory.CreateDirectory(Source);
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IArtifactStore>(Artifacts);
        services.AddSingleton<IJournal>(Journal);
        configure?.Invoke(services);
        services.AddForge()
            .AddBuilds(builds =>
            {
                builds.WorkDirectory = Path.Combine(_directory.Path, "work");
                options?.Invoke(builds);
            })
            .AddProcessBuildExecutor(processes =>
            {
                processes.WorkDirectory = WorkDirectory;
                if (shellDirectory is not null)
                {
                    processes.Environment["PATH"] = $"{shellDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
                }
            });
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        try
        {
            Engine = _services.GetRequiredService<BuildEngine>();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public BuildEngine Engine { get; }

    public BuildBatchEngine Batches => _services.GetRequiredService<BuildBatchEngine>();

    public BuildProjects Projects => _services.GetRequiredService<BuildProjects>();

    public FakeJournal Journal { get; }

    public FakeArtifactStore Artifacts { get; }

    public BuildLogRecorder Log { get; } = new();

    public string Source => Path.Combine(_directory.Path, "source");

    public string WorkDirectory => Path.Combine(_directory.Path, "builds");

    /// <summary>Writes a file of the source.</summary>
    public BuildHost With(string path, string content)
    {
        var full = Path.Combine(Source, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return this;
    }

    /// <summary>Runs a build of the source with a buildspec.</summary>
    public Task<BuildResult> RunAsync(string? buildspec, Func<BuildRequest, BuildRequest>? change = null, CancellationToken? cancellationToken = null)
    {
        if (buildspec is not null)
        {
            With("buildspec.yml", buildspec);
        }

        var request = new BuildRequest { Project = "shop", Source = BuildSource.FromDirectory(Source), Log = Log };
        return Engine.RunAsync(change?.Invoke(request) ?? request, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Gives what a host is made of.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Reads the names and contents of the files in a stored artifact.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadArtifactAsync(ArtifactInfo artifact)
    {
        await using var stream = await Artifacts.OpenReadAsync(artifact.Key, TestContext.Current.CancellationToken);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        using var zip = new ZipArchive(bytes, ZipArchiveMode.Read);
        var files = new Dictionary<string, string>();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken));
            files[entry.FullName] = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        return files;
    }

    /// <summary>Stops the host in good order. What it has stays for one that comes after.</summary>
    public async Task StopAsync()
    {
        _isStopped = true;
        await _services.DisposeAsync();
    }

    /// <summary>Starts what works in the background, as a host does.</summary>
    public async Task StartAsync()
    {
        foreach (var worker in _services.GetServices<IHostedService>())
        {
            await worker.StartAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        if (_isStopped)
        {
            return;
        }

        // The worker still stores the log of the last build.
        _services.DisposeAsync().AsTask().Wait(Patience);
        _directory.Dispose();
    }
}
