using Forge.Git.Checkouts;
using Forge.Git.Commands;

namespace Forge.Git.Mirrors;

/// <summary>Gives builds the source of any repository that git can fetch.</summary>
internal sealed class MirrorSourceProvider(MirrorCache mirrors, GitExecutable git, OutsideLinkBehavior outsideLinks) : ISourceProvider
{
    private readonly RevisionResolver _resolver = new(git);
    private readonly SourceCheckout _checkout = new(git, outsideLinks);

    public string Name => "git";

    public async Task<SourceRevision> ResolveAsync(SourceLocation location, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        await mirrors.RefreshAsync(location.Repository, cancellationToken).ConfigureAwait(false);
        var head = location.Version.Length == 0 ? await mirrors.FindHeadAsync(location.Repository, cancellationToken).ConfigureAwait(false) : null;
        return await FindAsync(location, head, cancellationToken).ConfigureAwait(false)
            ?? await FetchAsync(location, cancellationToken).ConfigureAwait(false)
            ?? throw SourceFaults.NoVersion(location);
    }

    public async Task CheckOutAsync(SourceRevision revision, string directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(revision);

        // The mirror may be another machine's, or have been deleted since.
        var location = new SourceLocation { Repository = revision.Repository, Version = revision.Commit.ToString() };
        if (!Directory.Exists(mirrors.DirectoryOf(revision.Repository)) || await FindAsync(location, null, cancellationToken).ConfigureAwait(false) is null)
        {
            await ResolveAsync(location, cancellationToken).ConfigureAwait(false);
        }

        await _checkout.WriteAsync(mirrors.DirectoryOf(revision.Repository), revision, directory, cancellationToken).ConfigureAwait(false);
    }

    private Task<SourceRevision?> FindAsync(SourceLocation location, string? head, CancellationToken cancellationToken) =>
        _resolver.FindAsync(mirrors.DirectoryOf(location.Repository), location, head, cancellationToken);

    // A commit that no branch or tag leads to any more: some servers still give it away.
    private async Task<SourceRevision?> FetchAsync(SourceLocation location, CancellationToken cancellationToken)
    {
        if (!CommitId.TryParse(location.Version, out var commit) || commit.IsNone)
        {
            return null;
        }

        try
        {
            await mirrors.FetchCommitAsync(location.Repository, commit, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException)
        {
            // The server refuses: to the caller the version does not exist.
            return null;
        }

        return await FindAsync(location, null, cancellationToken).ConfigureAwait(false);
    }
}
