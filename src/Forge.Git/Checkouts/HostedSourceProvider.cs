using Forge.Git.Commands;

namespace Forge.Git.Checkouts;

/// <summary>Gives builds the source of hosted repositories, straight from where they lie.</summary>
/// <remarks>A submodule with a relative URL is a hosted repository too: who names one must know the id of a commit in it. Others come from mirrors, if the host has them.</remarks>
internal sealed class HostedSourceProvider : ISourceProvider, ISubmoduleOrigins
{
    private const string Suffix = ".git";
    private const string Https = "https://";

    private readonly GitRepositories _repositories;
    private readonly ISubmoduleOrigins? _foreign;
    private readonly RevisionResolver _resolver;
    private readonly TreeCheckout _checkout;

    public HostedSourceProvider(GitRepositories repositories, GitExecutable git, OutsideLinkBehavior outsideLinks, ISubmoduleOrigins? foreign = null)
    {
        _repositories = repositories;
        _foreign = foreign;
        _resolver = new RevisionResolver(git);
        _checkout = new TreeCheckout(git, outsideLinks, this);
    }

    public string Name => "forge-git";

    public async Task<SourceRevision> ResolveAsync(SourceLocation location, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        var repository = await RequireAsync(location.Repository, cancellationToken).ConfigureAwait(false);
        return await _resolver.FindAsync(_repositories.DirectoryOf(repository), location, repository.DefaultBranch, cancellationToken).ConfigureAwait(false)
            ?? throw SourceFaults.NoVersion(location);
    }

    public async Task CheckOutAsync(SourceRevision revision, string directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(revision);
        using var origin = await OpenAsync(revision.Repository, cancellationToken).ConfigureAwait(false);
        await _checkout.WriteAsync(origin, revision, directory, cancellationToken).ConfigureAwait(false);
    }

    public async Task<SourceOrigin> OpenAsync(SourceOrigin parent, Submodule submodule, int depth, CancellationToken cancellationToken)
    {
        var address = SubmoduleAddress.Resolve(parent.Address, submodule.Url);
        if (!IsHosted(parent) || !address.StartsWith('/'))
        {
            // What lies on this machine is nobody's submodule: file:// is the transport of a path, and a hosted name looks like one.
            return IsHosted(parent) && !address.StartsWith(Https, StringComparison.OrdinalIgnoreCase) ? throw new FormatException($"its URL '{submodule.Url}' is neither https nor relative to its parent")
                : _foreign is null ? throw new FormatException($"its URL '{submodule.Url}' leads away from this host, and there is no provider for that; add AddGitSourceProvider()")
                : await _foreign.OpenAsync(parent, submodule, depth, cancellationToken).ConfigureAwait(false);
        }

        var name = address[1..].EndsWith(Suffix, StringComparison.Ordinal) ? address[1..^Suffix.Length] : address[1..];
        var origin = await OpenAsync(name, cancellationToken).ConfigureAwait(false);
        return await _resolver.HasAsync(origin.Directory, submodule.Commit, cancellationToken).ConfigureAwait(false)
            ? origin
            : throw new SourceException($"The hosted repository '{name}' has no commit {submodule.Commit}. Push it there.", name);
    }

    private static bool IsHosted(SourceOrigin origin) => origin.Access is GitRepository;

    private async Task<SourceOrigin> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var repository = await RequireAsync(name, cancellationToken).ConfigureAwait(false);
        return new SourceOrigin(_repositories.DirectoryOf(repository), $"/{name}") { Access = repository };
    }

    private async Task<GitRepository> RequireAsync(string name, CancellationToken cancellationToken) =>
        RepositoryName.TryParse(name, out var parsed) && await _repositories.FindAsync(parsed, cancellationToken).ConfigureAwait(false) is { } repository
            ? repository
            : throw new SourceException($"There is no hosted repository '{name}'. Create it, or correct the name.", name);
}
