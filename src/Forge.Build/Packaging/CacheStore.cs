using System.Globalization;
using System.Text;
using Forge.Artifacts;

namespace Forge.Build.Packaging;

/// <summary>Keeps the caches of a project, or of several that share a namespace: <c>cache/scope/version/key</c>.</summary>
/// <remarks>A cache with a key is written once. One without a key is written anew by every build: beside the last one first, which
/// then goes, so that a reader always finds one.</remarks>
/// <param name="store">Where they are.</param>
/// <param name="scope">The project or the namespace.</param>
/// <param name="timeProvider">The clock that orders caches without a key.</param>
internal sealed class CacheStore(IArtifactStore store, string scope, TimeProvider timeProvider)
{
    private const string TimeFormat = "yyyyMMddHHmmssfffffff";

    /// <summary>Finds the cache with a key, or else the newest one that begins with the first of the fallback keys that has any.</summary>
    /// <exception cref="ArtifactStoreException">The store cannot be reached.</exception>
    public async Task<CacheHit?> FindAsync(string version, string key, IReadOnlyList<string> fallbackKeys, CancellationToken cancellationToken)
    {
        if (key.Length == 0)
        {
            return await NewestAsync(KeylessPrefix(version), cancellationToken).ConfigureAwait(false) is { } latest ? new CacheHit(latest, IsExact: false) : null;
        }

        if (await store.StatAsync(Keyed(version, key), cancellationToken).ConfigureAwait(false) is { } exact)
        {
            return new CacheHit(exact, IsExact: true);
        }

        foreach (var prefix in fallbackKeys)
        {
            if (await NewestAsync(KeyedPrefix(version) + Encode(prefix), cancellationToken).ConfigureAwait(false) is { } near)
            {
                return new CacheHit(near, IsExact: false);
            }
        }

        return null;
    }

    /// <summary>Opens a cache.</summary>
    /// <exception cref="ArtifactStoreException">It is gone, or the store cannot be reached.</exception>
    public Task<Stream> OpenAsync(CacheHit hit, CancellationToken cancellationToken) => store.OpenReadAsync(hit.Info.Key, cancellationToken);

    /// <summary>Keeps a cache.</summary>
    /// <returns>What was stored; null when the key has a cache already.</returns>
    /// <exception cref="ArtifactStoreException">The store cannot be reached or is full.</exception>
    public async Task<ArtifactInfo?> SaveAsync(string version, string key, Stream content, CancellationToken cancellationToken)
    {
        if (key.Length > 0)
        {
            return await SaveOnceAsync(Keyed(version, key), content, cancellationToken).ConfigureAwait(false);
        }

        var name = $"{timeProvider.GetUtcNow().UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{Guid.NewGuid():N}";
        var stored = await store.PutAsync(ArtifactKey.Parse(KeylessPrefix(version) + name), content, cancellationToken).ConfigureAwait(false);
        await foreach (var other in store.ListAsync(KeylessPrefix(version), cancellationToken).ConfigureAwait(false))
        {
            if (string.CompareOrdinal(other.Key.Value, stored.Key.Value) < 0)
            {
                await store.DeleteAsync(other.Key, cancellationToken).ConfigureAwait(false);
            }
        }

        return stored;
    }

    /// <summary>Deletes every cache.</summary>
    /// <exception cref="ArtifactStoreException">The store cannot be reached.</exception>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        await foreach (var cache in store.ListAsync($"cache/{scope}/", cancellationToken).ConfigureAwait(false))
        {
            await store.DeleteAsync(cache.Key, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a key as one segment of an artifact key, so that the beginning of a key is the beginning of its segment.</summary>
    public static string Encode(string key)
    {
        var text = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(key))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_')
            {
                text.Append((char)b);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{b:x2}");
            }
        }

        return text.ToString();
    }

    private async Task<ArtifactInfo?> SaveOnceAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken)
    {
        if (await store.StatAsync(key, cancellationToken).ConfigureAwait(false) is not null)
        {
            return null;
        }

        try
        {
            return await store.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Conflict)
        {
            // Another build was faster.
            return null;
        }
    }

    private async Task<ArtifactInfo?> NewestAsync(string prefix, CancellationToken cancellationToken)
    {
        ArtifactInfo? newest = null;
        await foreach (var found in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (newest is null || found.StoredAt >= newest.StoredAt)
            {
                newest = found;
            }
        }

        return newest;
    }

    private ArtifactKey Keyed(string version, string key) =>
        ArtifactKey.TryParse(KeyedPrefix(version) + Encode(key), out var parsed)
            ? parsed
            : throw new ArtifactStoreException($"The cache key '{key}' is too long. Use a shorter one, or a hash.", ArtifactStoreFailure.NotFound, default);

    private string KeyedPrefix(string version) => $"cache/{scope}/{version}/key/";

    private string KeylessPrefix(string version) => $"cache/{scope}/{version}/latest/";
}
