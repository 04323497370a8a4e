using System.Collections.Concurrent;

namespace Forge.Artifacts.Encryption;

/// <summary>The keys that the keys of artifacts are encrypted with. Each is read once.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class KeyRing(ISecretStore secrets, string currentId, IEnumerable<string> earlierIds)
{
    private const int KeySize = 32;

    private readonly HashSet<string> _known = [currentId, .. earlierIds];
    private readonly ConcurrentDictionary<string, byte[]> _read = new(StringComparer.Ordinal);

    /// <summary>Gets the id of the key for new artifacts.</summary>
    public string CurrentId => currentId;

    /// <summary>Returns a key.</summary>
    /// <exception cref="ArtifactStoreException">The key may not be used here, is missing or is not a key.</exception>
    public async Task<byte[]> GetAsync(string id, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(id, out var known))
        {
            return known;
        }

        // Whoever can write to the store writes the id, so it must not lead to any secret.
        if (!_known.Contains(id))
        {
            throw Failure($"The key '{id}' is none of those of this store. Add it to {nameof(ArtifactEncryptionOptions.EarlierKeyIds)} if it is yours.");
        }

        try
        {
            var secret = await secrets.GetSecretAsync(new SecretReference { Id = id }, cancellationToken).ConfigureAwait(false)
                ?? throw Failure($"There is no secret '{id}', which is the key of artifacts. Bring it back: without it they cannot be read.");
            var key = new byte[KeySize];
            return Convert.TryFromBase64String(secret.Reveal().Trim(), key, out var length) && length == KeySize
                ? _read.GetOrAdd(id, key)
                : throw Failure($"The secret '{id}' is not a key: it must be {KeySize} random bytes in base64, as 'openssl rand -base64 {KeySize}' prints them.");
        }
        catch (SecretStoreException e)
        {
            throw new ArtifactStoreException($"The key '{id}' of artifacts cannot be read: {e.Message}", ArtifactStoreFailure.Unavailable, isTransient: e.IsTransient, innerException: e);
        }
    }

    private static ArtifactStoreException Failure(string message) => new(message, ArtifactStoreFailure.Unavailable);
}
