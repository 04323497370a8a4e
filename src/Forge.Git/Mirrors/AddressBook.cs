using Forge.Git.Checkouts;

namespace Forge.Git.Mirrors;

/// <summary>Finds addresses and their credentials.</summary>
internal sealed class AddressBook(IEnumerable<GitSourceCredentialOptions> credentials, ISecretStore? secrets)
{
    // The longest beginning wins; written as addresses are, so that both compare.
    private readonly (string Prefix, GitSourceCredentialOptions Credential)[] _credentials =
        [.. credentials.Select(credential => (SourceAddress.Parse(credential.Url).Url, credential)).OrderByDescending(pair => pair.Url.Length)];

    /// <summary>Reads an address.</summary>
    /// <exception cref="SourceException">It is none.</exception>
    public SourceAddress Find(string repository)
    {
        var address = SourceAddress.Parse(repository);
        return address.UserName.Length > 0 || address.Password is not null
            ? address
            : address with { Credential = _credentials.FirstOrDefault(pair => SourceAddress.Begins(address.Url, pair.Prefix)).Credential };
    }

    /// <summary>Reads the user name and password of an HTTP address; null if it has none.</summary>
    /// <exception cref="SourceException">The secret store does not give the password away.</exception>
    public async Task<SourceCredential?> FindPasswordAsync(SourceAddress address, CancellationToken cancellationToken)
    {
        if (address.Server is not { } server || !server.StartsWith("http", StringComparison.Ordinal))
        {
            return null;
        }

        var password = address.Credential?.Password is { } reference ? await ReadAsync(address, reference, cancellationToken).ConfigureAwait(false) : address.Password;
        var userName = address.Credential?.UserName ?? address.UserName;
        return password is null ? null
            : password.Reveal().Any(char.IsControl) || userName.Any(char.IsControl)
                ? throw SourceFaults.Of(address.Url, $"'{address.Url}' cannot be fetched: its user name or password holds a line break or another control character. Store it without.")
                : new SourceCredential { Server = server, UserName = userName, Password = password };
    }

    /// <summary>Reads the private key of an ssh address; null if it has none.</summary>
    /// <exception cref="SourceException">The secret store does not give the key away.</exception>
    public async Task<SecretValue?> FindKeyAsync(SourceAddress address, CancellationToken cancellationToken) =>
        address.Credential?.PrivateKey is { } reference ? await ReadAsync(address, reference, cancellationToken).ConfigureAwait(false) : null;

    private async Task<SecretValue> ReadAsync(SourceAddress address, SecretReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return (secrets is null ? null : await secrets.GetSecretAsync(reference, cancellationToken).ConfigureAwait(false))
                ?? throw SourceFaults.Of(address.Url, $"'{address.Url}' cannot be fetched: there is no secret '{reference.Id}' for it. Store it, or correct GitSourceOptions.Credentials.");
        }
        catch (SecretStoreException e)
        {
            throw new SourceException($"'{address.Url}' cannot be fetched: the secret '{reference.Id}' cannot be read: {e.Message}", address.Url, e.IsTransient, e);
        }
    }
}
