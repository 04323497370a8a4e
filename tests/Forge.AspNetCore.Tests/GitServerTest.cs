using Forge.Git;
using Forge.Testing;

namespace Forge.AspNetCore.Tests;

/// <summary>What the tests over HTTP share: a server with the repository <c>shop</c>, an owner, and the real client.</summary>
public abstract class GitServerTest : IAsyncLifetime
{
    private readonly TempDirectory _temporary = new();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected GitClient Git { get; } = new();

    private protected FakeJournal Journal { get; } = new(TimeProvider.System);

    private protected GitServer Server { get; private set; } = null!;

    protected GitCredential Owner { get; private set; } = null!;

    protected string ShopUrl => Server.Url(Owner, "shop");

    protected string HooksDirectory => Path.Combine(Root, "hooks");

    /// <summary>Gets the root of the hosted repositories.</summary>
    protected virtual string Root => _temporary.Path;

    public async ValueTask InitializeAsync()
    {
        Server = await GitServer.StartAsync(Root, Journal, Configure);
        await Server.Repositories.CreateAsync(RepositoryName.Parse("shop"), Cancel);
        Owner = await Server.CreateUserAsync("owner", GitAccessPolicy.ForRepositories([], [], ["*"]));
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Git.Dispose();
        _temporary.Dispose();
        GC.SuppressFinalize(this);
    }

    protected virtual void Configure(GitHostingOptions options)
    {
    }

    /// <summary>Ends the server and starts another one on the same files and the same journal.</summary>
    protected async Task RestartAsync()
    {
        await Server.DisposeAsync();
        Server = await GitServer.StartAsync(Root, Journal, Configure);
    }

    protected async Task<GitCredential> CreateUserAsync(string name, string policy) =>
        await Server.CreateUserAsync(name, GitAccessPolicy.Parse(policy));

    /// <summary>Makes the working tree <c>work</c>, and pushes its first commit to main of <c>shop</c>.</summary>
    protected async Task<string> PushFirstAsync()
    {
        var commit = await Git.InitAsync("work");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main");
        return commit;
    }

    /// <summary>Reads the refs of <c>shop</c> past the server.</summary>
    protected Task<string> ReadRefsAsync() => RunInShopAsync("for-each-ref", "--format=%(objectname) %(refname)");

    /// <summary>Runs git in the repository <c>shop</c> past the server.</summary>
    protected async Task<string> RunInShopAsync(params string[] arguments)
    {
        var repository = await Server.Repositories.FindAsync(RepositoryName.Parse("shop"), Cancel);
        var directory = Path.Combine(Root, "repositories", repository!.Id[..2], repository.Id[2..4], $"{repository.Id}.git");
        return await Git.RunAsync("", [$"--git-dir={directory}", .. arguments]);
    }

    protected async Task<IReadOnlyList<ForgeEvent>> ReadEventsAsync() => await Journal.ReadOutboxAsync(int.MaxValue, Cancel);
}
