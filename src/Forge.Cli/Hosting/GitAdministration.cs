using Forge.Git;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Cli.Hosting;

/// <summary>Opens the repositories and users below a root, without serving them.</summary>
internal sealed class GitAdministration : IAsyncDisposable
{
    private const string GitFolder = "git";

    private readonly ServiceProvider _services;

    private GitAdministration(ServiceProvider services) => _services = services;

    /// <summary>Gets the repositories.</summary>
    public GitRepositories Repositories => _services.GetRequiredService<GitRepositories>();

    /// <summary>Gets the users.</summary>
    public GitUsers Users => _services.GetRequiredService<GitUsers>();

    /// <summary>Opens what is below a root. The journal stays untouched, so a host may be serving the same root.</summary>
    public static GitAdministration Open(string root)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddReadOnlyStorage(root).AddGitHosting(options => options.Root = FolderOf(root));
        return new GitAdministration(services.BuildServiceProvider());
    }

    /// <summary>Tells where the repositories of a root are.</summary>
    public static string FolderOf(string root) => Path.GetFullPath(Path.Combine(root, GitFolder));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
