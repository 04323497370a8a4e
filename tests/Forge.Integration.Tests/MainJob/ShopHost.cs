using Forge.Build;
using Forge.Deploy;
using Forge.Git;
using Forge.Pipelines;
using Forge.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Forge.Integration.Tests.MainJob;

/// <summary>A host that builds and deploys the repository <c>shop</c> to three targets on this machine, with a user who may push.</summary>
internal sealed class ShopHost : IPipelineOutput, IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly System.Threading.Channels.Channel<PipelineRunResult> _ended = System.Threading.Channels.Channel.CreateUnbounded<PipelineRunResult>();

    private ShopHost(TempDirectory root, string configuration)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IPipelineOutput>(this);
        var forge = builder.Services.AddForge()
            .AddSqliteJournal(options => options.Path = root.Combine("journal.db"))
            .AddFileSystemArtifactStore(options => options.Directory = root.Combine("artifacts"))
            .AddGitHosting(options => options.Root = root.Combine("git"))
            .AddBuilds()
            .AddProcessBuildExecutor(options => options.WorkDirectory = root.Combine("work"))
            .AddDeployments(options =>
            {
                var group = new DeploymentGroupOptions { Name = "web", Application = "shop", Configuration = configuration };
                foreach (var target in Targets)
                {
                    group.Targets.Add(target);
                }

                options.Groups.Add(group);
            })
            .AddPipelines(options => options.Pipelines.Add(new PipelineOptions { Name = "shop", Repository = "shop", DeploymentGroup = "web" }));
        foreach (var target in Targets)
        {
            forge.AddLocalDeployTarget(target, options =>
            {
                options.StateDirectory = root.Combine(target, "state");
                options.DestinationRoot = root.Combine(target, "root");
                options.Variables["SHOP_LOG"] = root.Combine(target, "hooks.log");
            });
        }

        _app = builder.Build();
        _app.MapForgeGit();
    }

    public static IReadOnlyList<string> Targets { get; } = ["web-1", "web-2", "web-3"];

    public IServiceProvider Services => _app.Services;

    public List<string> BuildLog { get; } = [];

    public GitCredential Alice { get; private set; } = null!;

    public string RepositoryUrl
    {
        get
        {
            var address = new Uri(_app.Urls.Single());
            return $"http://{Alice.UserName}:{Alice.Password.Reveal()}@{address.Authority}/git/shop";
        }
    }

    public static async Task<ShopHost> StartAsync(TempDirectory root, CancellationToken cancellationToken, string configuration = "CodeDeployDefault.OneAtATime")
    {
        var host = new ShopHost(root, configuration);
        await host.Services.GetRequiredService<GitRepositories>().CreateAsync(RepositoryName.Parse("shop"), cancellationToken);
        host.Alice = await host.Services.GetRequiredService<GitUsers>().CreateAsync("alice", GitAccessPolicy.ForRepositories([], ["shop"]), cancellationToken);
        await host._app.StartAsync(cancellationToken);
        return host;
    }

    public async Task<PipelineRunResult> NextRunAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        return await _ended.Reader.ReadAsync(deadline.Token);
    }

    public void OnBuildLog(string runId, BuildLogLine line)
    {
        lock (BuildLog)
        {
            BuildLog.Add(line.Text);
        }
    }

    public void OnDeployment(string runId, DeploymentProgress progress)
    {
    }

    public void OnEnded(PipelineRunResult result) => _ended.Writer.TryWrite(result);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
