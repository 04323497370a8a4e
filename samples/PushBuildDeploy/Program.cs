using Forge;
using Forge.Deploy;
using Forge.Git;
using Forge.Pipelines;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddForge()
    .AddSqliteJournal(journal => journal.Path = "data/journal.db")
    .AddFileSystemArtifactStore(store => store.Directory = "data/artifacts")
    .AddGitHosting(git => git.Root = "data/git")
    .AddBuilds()
    .AddProcessBuildExecutor()
    .AddLocalDeployTarget("web-1", target => target.StateDirectory = Path.GetFullPath("data/web-1"))
    .AddDeployments(deployments => deployments.Groups.Add(new DeploymentGroupOptions { Name = "web", Application = "shop", Targets = { "web-1" } }))
    .AddPipelines(pipelines => pipelines.Pipelines.Add(new PipelineOptions { Name = "shop", Repository = "shop", DeploymentGroup = "web" }));

var app = builder.Build();
app.MapForgeGit();

var shop = RepositoryName.Parse("shop");
if (await app.Services.GetRequiredService<GitRepositories>().FindAsync(shop) is null)
{
    await app.Services.GetRequiredService<GitRepositories>().CreateAsync(shop);
    var alice = await app.Services.GetRequiredService<GitUsers>().CreateAsync("alice", GitAccessPolicy.ForRepositories(pull: [], push: ["shop"]));
    Console.WriteLine($"git push http://{alice.UserName}:{alice.Password.Reveal()}@localhost:5080/git/shop main");
}

await app.RunAsync("http://127.0.0.1:5080");
