using System.IO.Compression;
using Forge.Artifacts;
using Forge.Journal;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Forge.Build.Conformance;

/// <summary>A host with one executor, a journal, stores in memory and a source directory.</summary>
public sealed class BuildCaseHost : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly ServiceProvider _services;
    private readonly BuildRequest _request;

    /// <summary>Initializes a new instance of the <see cref="BuildCaseHost"/> class.</summary>
    /// <param name="executor">The name of the executor.</param>
    /// <param name="image">The image of builds that name none.</param>
    /// <param name="add">Adds the executor; takes a directory for what it needs.</param>
    public BuildCaseHost(string executor, ImageReference? image, Action<IForgeBuilder, string> add)
    {
        Source = _directory.MakeDirectory("source");
        _request = new BuildRequest { Project = "shop", Source = BuildSource.FromDirectory(Source), Executor = executor, Image = image, Log = Log };
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IArtifactStore>(Artifacts);
        services.AddSingleton<IJournal>(new FakeJournal(TimeProvider.System));
        services.AddSingleton<IParameterStore>(Parameters).AddSingleton<ISecretStore>(Secrets);
        add(services.AddForge().AddBuilds(builds => builds.WorkDirectory = _directory.Combine("work")), _directory.Combine("environments"));
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Engine = _services.GetRequiredService<BuildEngine>();
    }

    /// <summary>Gets the engine.</summary>
    public BuildEngine Engine { get; }

    /// <summary>Gets the projects.</summary>
    public BuildProjects Projects => _services.GetRequiredService<BuildProjects>();

    /// <summary>Gets what builds stored.</summary>
    public FakeArtifactStore Artifacts { get; } = new(TimeProvider.System);

    /// <summary>Gets the parameters that buildspecs may name.</summary>
    public FakeParameterStore Parameters { get; } = new();

    /// <summary>Gets the secrets that buildspecs may name.</summary>
    public FakeSecretStore Secrets { get; } = new();

    /// <summary>Gets the logs of all builds.</summary>
    public BuildLogRecorder Log { get; } = new();

    /// <summary>Gets the directory with the source.</summary>
    public string Source { get; }

    /// <summary>Writes a file of the source.</summary>
    public BuildCaseHost With(string path, string content)
    {
        _directory.Write(Path.Combine("source", path), content);
        return this;
    }

    /// <summary>Runs a build of the source with a buildspec.</summary>
    public Task<BuildResult> RunAsync(string? buildspec, Func<BuildRequest, BuildRequest>? change = null, CancellationToken? cancellationToken = null)
    {
        if (buildspec is not null)
        {
            With("buildspec.yml", buildspec);
        }

        return Engine.RunAsync(change?.Invoke(_request) ?? _request, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a batch of the source with a buildspec.</summary>
    public Task<BuildBatchResult> RunBatchAsync(string buildspec)
    {
        With("buildspec.yml", buildspec);
        var request = new BuildBatchRequest { Project = _request.Project, Source = _request.Source, Executor = _request.Executor, Image = _request.Image };
        return _services.GetRequiredService<BuildBatchEngine>().RunAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Reads what the commands of a build printed.</summary>
    public async Task<IReadOnlyList<string>> OutputAsync(string buildId)
    {
        var log = new BuildLogRecorder();
        await foreach (var line in Engine.ReadLogAsync(buildId, cancellationToken: TestContext.Current.CancellationToken))
        {
            log.Report(line);
        }

        return log.Output;
    }

    /// <summary>Reads a stored text.</summary>
    public async Task<string> ReadAsync(string key)
    {
        await using var stream = await Artifacts.OpenReadAsync(ArtifactKey.Parse(key), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Reads the entries of a stored archive.</summary>
    public async Task<IReadOnlyDictionary<string, BuildCaseFile>> ReadArtifactAsync(ArtifactInfo artifact)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var stream = await Artifacts.OpenReadAsync(artifact.Key, cancellationToken);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        using var zip = new ZipArchive(bytes, ZipArchiveMode.Read);
        var files = new Dictionary<string, BuildCaseFile>();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(cancellationToken));
            files[entry.FullName] = new BuildCaseFile(await reader.ReadToEndAsync(cancellationToken), BuildCaseFile.IsLinkMode(entry.ExternalAttributes));
        }

        return files;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _directory.Dispose();
    }
}
