using Forge.Git.Checkouts;
using Forge.Git.Commands;
using Forge.Shared.Processes;

namespace Forge.Git.Mirrors;

/// <summary>Runs git against foreign repositories: with their credentials, for a limited time, and with messages that hold no secret.</summary>
internal sealed class RemoteGit
{
    private readonly GitExecutable _git;
    private readonly AddressBook _addresses;
    private readonly TimeProvider _timeProvider;
    private readonly string[] _protocols;
    private readonly TimeSpan _timeout;
    private readonly string _secretDirectory;

    public RemoteGit(GitSourceOptions options, GitExecutable git, AddressBook addresses, TimeProvider timeProvider)
    {
        _git = git;
        _addresses = addresses;
        _timeProvider = timeProvider;
        _protocols = [.. options.AllowedProtocols];
        _timeout = options.FetchTimeout;
        _secretDirectory = options.SecretDirectory;
    }

    /// <summary>Runs a command.</summary>
    /// <exception cref="SourceException">The repository cannot be reached, is none, or does not give away what was asked for.</exception>
    public async Task<ProcessResult> RunAsync(GitCommand command, SourceAddress address, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var credential = await OpenCredentialAsync(address, either.Token).ConfigureAwait(false);
            var result = await _git.RunAsync(command, either.Token, GitEnvironment.ForFetch(_git.FilePath, _protocols, credential?.Files)).ConfigureAwait(false);
            return result.ExitCode == 0
                ? result
                : throw new SourceException($"'{address.Url}' cannot be fetched: {Mask(GitExecutable.Said(result), address)}.", address.Url, isTransient: true);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceException($"'{address.Url}' cannot be fetched: it took more than {_timeout.TotalSeconds:0} seconds. Raise FetchTimeout if that can be right.", address.Url, isTransient: true, e);
        }
    }

    private async Task<CredentialDirectory?> OpenCredentialAsync(SourceAddress address, CancellationToken cancellationToken)
    {
        var password = await _addresses.FindPasswordAsync(address, cancellationToken).ConfigureAwait(false);
        var key = await _addresses.FindKeyAsync(address, cancellationToken).ConfigureAwait(false);
        if (password is null && key is null)
        {
            return null;
        }

        try
        {
            CredentialDirectory.Sweep(_secretDirectory, _timeProvider.GetUtcNow() - _timeout - _timeout);
            return password is not null
                ? await CredentialDirectory.WriteAsync(_secretDirectory, password, cancellationToken).ConfigureAwait(false)
                : await CredentialDirectory.WriteAsync(_secretDirectory, key!, address.Credential!.KnownHosts, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SourceFaults.Of(address.Url, $"'{address.Url}' cannot be fetched: its credential cannot be put into '{_secretDirectory}'. Set SecretDirectory to a directory in memory that this account can write to.", e);
        }
    }

    // A server may say back what it was sent.
    private static string Mask(string said, SourceAddress address) =>
        address.Password?.Reveal() is { Length: > 0 } password ? said.Replace(password, "***", StringComparison.Ordinal) : said;
}
