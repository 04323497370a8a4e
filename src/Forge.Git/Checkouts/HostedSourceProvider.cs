using Forge.Git.Commands;

namespace Forge.Git.Checkouts;

/// <summary>Gives builds the source of hosted repositories, straight from where they lie.</summary>
internal sealed class HostedSourceProvider(GitRepositories repositories, GitExecutable git, OutsideLinkBehavior outsideLinks) : ISourceProvider
{
    private readonly RevisionResolver _resolver = new(git);
    private readonly SourceCheckout _checkout = new(git, outsideLinks);

    public string Name => "forge-git";

    public async Task<SourceRevision> ResolveAsync(SourceLocation location, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        var repository = await RequireAsync(location.Repository, cancellationToken).ConfigureAwait(false);
        return await _resolver.FindAsync(repositories.DirectoryOf(repository), location, repository.DefaultBranch.Name, cancellationToken).ConfigureAwait(false)
            ?? throw SourceFaults.NoVersion(location);
    }

    public async Task CheckOutAsync(SourceRevision revision, string directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(revision);
        var repository = await RequireAsync(revision.Repository, cancellationToken).ConfigureAwait(false);
        await _checkout.WriteAsync(repositories.DirectoryOf(repository), revision, directory, cancellationToken).ConfigureAwait(false);
    }

    private async Task<GitRepository> RequireAsync(string name, CancellationToken cancellationToken) =>
        RepositoryName.TryParse(name, out var parsed) && await repositories.FindAsync(parsed, cancellationToken).ConfigureAwait(false) is { } repository
            ? repository
            : throw new SourceException($"There is no hosted repository '{name}'. Create it, or correct the name.", name);
}
