using Forge.Git.Commands;
using Forge.Git.Storage;
using Microsoft.Extensions.Logging;

namespace Forge.Git;

/// <summary>What belongs to one root: built once, shared by everything that works on it.</summary>
internal sealed class GitHosting
{
    public GitHosting(GitHostingOptions options, TimeProvider timeProvider, ILoggerFactory loggers)
    {
        Root = new HostingRoot(options.Root);
        Lock = new RootLock(Root, timeProvider);
        Git = new GitExecutable(options.GitPath, timeProvider);
        Repositories = new GitRepositories(Root, Lock, Git, timeProvider, loggers.CreateLogger<GitRepositories>());
        Users = new GitUsers(Root, Lock, new Pepper(Root, Lock), timeProvider, loggers.CreateLogger<GitUsers>());
    }

    public HostingRoot Root { get; }

    public RootLock Lock { get; }

    public GitExecutable Git { get; }

    public GitRepositories Repositories { get; }

    public GitUsers Users { get; }
}
