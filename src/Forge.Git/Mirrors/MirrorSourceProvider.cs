using Forge.Git.Checkouts;
using Forge.Git.Commands;
using Microsoft.Extensions.Logging;

namespace Forge.Git.Mirrors;

/// <summary>Gives builds the source of any repository that git can fetch.</summary>
internal sealed class MirrorSourceProvider : ISourceProvider, ISourceCredentialProvider, ISubmoduleOrigins
{
    private readonly AddressBook _addresses;
    private readonly MirrorCache _mirrors;
    private readonly MirrorRevisions _revisions;
    private readonly TreeCheckout _checkout;

    public MirrorSourceProvider(GitSourceOptions options, ISecretStore? secrets, TimeProvider timeProvider, ILogger<MirrorCache> logger)
    {
        var git = new GitExecutable(options.GitPath, timeProvider);
        _addresses = new AddressBook(options.Credentials, secrets);
        _mirrors = new MirrorCache(options, git, new RemoteGit(options, git, _addresses, timeProvider), timeProvider, logger);
        _revisions = new MirrorRevisions(_mirrors, git);
        _checkout = new TreeCheckout(git, options.OutsideLinks, this);
    }

    public string Name => "git";

    public async Task<SourceRevision> ResolveAsync(SourceLocation location, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        var address = _addresses.Find(location.Repository);
        using var use = await _mirrors.UseAsync(address, cancellationToken).ConfigureAwait(false);
        return await _revisions.FindAsync(address, location, cancellationToken).ConfigureAwait(false) ?? throw SourceFaults.NoVersion(location);
    }

    public async Task CheckOutAsync(SourceRevision revision, string directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(revision);
        using var origin = await OpenAsync(_addresses.Find(revision.Repository), revision, cancellationToken).ConfigureAwait(false);
        await _checkout.WriteAsync(origin, revision, directory, cancellationToken).ConfigureAwait(false);
    }

    public Task<SourceCredential?> GetCredentialAsync(SourceLocation location, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        cancellationToken.ThrowIfCancellationRequested();
        return _addresses.FindPasswordAsync(_addresses.Find(location.Repository), cancellationToken);
    }

    public Task<SourceOrigin> OpenAsync(SourceOrigin parent, Submodule submodule, int depth, CancellationToken cancellationToken)
    {
        var url = SubmoduleAddress.Resolve(parent.Address, submodule.Url);
        // Never the credential that is configured for the URL: who writes .gitmodules may read no more than the parent's credential can.
        var address = parent.Access is SourceAddress known ? known.ForSubmodule(url) : SourceAddress.Parse(url);
        return OpenAsync(address, new SourceRevision { Repository = url, Commit = submodule.Commit, Depth = depth }, cancellationToken);
    }

    // The mirror may be another machine's, or have been removed since the commit was found.
    private async Task<SourceOrigin> OpenAsync(SourceAddress address, SourceRevision revision, CancellationToken cancellationToken)
    {
        var use = await _mirrors.UseAsync(address, cancellationToken).ConfigureAwait(false);
        try
        {
            return _revisions.IsHeld(address, revision.Commit, revision.Ref)
                || await _revisions.FetchCommitAsync(address, revision.Commit, null, revision.Depth, cancellationToken).ConfigureAwait(false)
                ? new SourceOrigin(_mirrors.DirectoryOf(address), address.Url, use) { Access = address }
                : throw SourceFaults.Of(address.Url, $"'{address.Url}' has no commit {revision.Commit} any more. Name another version.");
        }
        catch (Exception)
        {
            use.Dispose();
            throw;
        }
    }
}
