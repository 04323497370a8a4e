using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Git.Tests;

/// <summary>A root of a test's own, and as many administrators of it as wanted.</summary>
internal sealed class HostedGit : IDisposable
{
    private readonly TempDirectory _root = new();

    public HostedGit() => Hosting = Open();

    public GitHosting Hosting { get; }

    public string Root => _root.Path;

    /// <summary>Opens the root as another process would.</summary>
    public GitHosting Open() => new(new GitHostingOptions { Root = _root.Path }, TimeProvider.System, NullLoggerFactory.Instance);

    public void Dispose() => _root.Dispose();
}
