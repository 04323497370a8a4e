using System.Text.Json;
using Forge.Build;
using Forge.Git;
using Forge.Journal;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Pipelines.Tests;

/// <summary>A host whose builds run nowhere, with one project, and a memory of what they were asked for with.</summary>
internal sealed class TriggerHost : IAsyncDisposable
{
    public const string Secret = "it is a secret";

    private readonly ServiceProvider _services;
    private readonly TempDirectory _directory = new();

    public TriggerHost(BuildProject? project = null, Action<IForgeBuilder>? configure = null)
    {
        Secrets.Add("hook", Secret);
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IJournal>(Journal);
        services.AddSingleton<ISecretStore>(Secrets);
        services.AddSingleton<IBuildExecutor>(new FakeBuildExecutor());
        services.AddSingleton<ISourceProvider>(new FakeSourceProvider());
        var builder = services.AddForge()
            .AddBuilds(builds =>
            {
                builds.WorkDirectory = _directory.Path;
                builds.Projects.Add(project ?? Project());
            })
            .AddBuildWebhooks();
        configure?.Invoke(builder);
        if (!services.Any(service => service.ServiceType == typeof(GitRepositories)))
        {
            services.AddSingleton<ISourceProvider>(new FakeSourceProvider { Name = "forge-git" });
        }

        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public FakeJournal Journal { get; } = new(TimeProvider.System);

    public FakeSecretStore Secrets { get; } = new();

    public BuildEngine Builds => Get<BuildEngine>();

    /// <summary>Makes a project that takes webhooks.</summary>
    public static BuildProject Project(BuildWebhook? webhook = null, string provider = "fake") => new()
    {
        Name = "shop",
        Executor = "fake",
        Source = BuildSource.FromLocation(provider, new SourceLocation { Repository = "shop" }),
        Webhook = webhook ?? new BuildWebhook { Secret = new SecretReference { Id = "hook" } },
    };

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public IEnumerable<T> GetAll<T>() => _services.GetServices<T>();

    /// <summary>Reads what every build was asked for with, the newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> DefinitionsAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        var definitions = new List<JsonElement>();
        await foreach (var stream in Journal.ListAsync("build", cancel))
        {
            var first = await Journal.ReadAsync(stream, 1, cancel).FirstAsync(cancel);
            using var document = JsonDocument.Parse(first.Entry.Data);
            definitions.Add(document.RootElement.GetProperty("definition").Clone());
        }

        return definitions;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _directory.Dispose();
    }
}
