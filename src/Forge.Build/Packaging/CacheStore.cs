using System.Globalization;
using System.Text;
using Forge.Artifacts;
using Forge.Shared.Trees;

namespace Forge.Build.Packaging;

/// <summary>Keeps the caches of a project, or of several that share a namespace: <c>cache/scope/version/key</c>.</summary>
/// <remarks>A cache with a key is written once. One without a key is written anew by every build: beside the last one first, which
/// then goes, so that a reader always finds one. The caches of a scope share their files: saving one moves only what changed.</remarks>
/// <param name="store">Where they are.</param>
/// <param name="scope">The project or the namespace.</param>
/// <param name="timeProvider">The clock that orders caches without a key.</param>
internal sealed class CacheStore(IArtifactStore store, string scope, TimeProvider timeProvider)
{
    private const string TimeFormat = "yyyyMMddHHmmssfffffff";

    private readonly TreePool _pool = new($"cache/{scope}");

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

    /// <summary>Opens a cache, whose bytes have been checked.</summary>
    /// <returns>The cache, which knows its length; the caller disposes it.</returns>
    /// <exception cref="ArtifactStoreException">It is gone or damaged, or the store cannot be reached.</exception>
    /// <exception cref="IOException">There is no room for it.</exception>
    public async Task<Stream> OpenAsync(CacheHit hit, CancellationToken cancellationToken) =>
        await StreamDownload.OpenAsync(store, _pool, hit.Info.Key, cancellationToken).ConfigureAwait(false);

    /// <summary>Keeps a cache.</summary>
    /// <returns>The size of the cache in bytes; null when the key has one already.</returns>
    /// <exception cref="ArtifactStoreException">The store cannot be reached or is full.</exception>
    public async Task<long?> SaveAsync(string version, string key, Stream content, CancellationToken cancellationToken)
    {
        if (key.Length > 0)
        {
            return await SaveOnceAsync(version, Keyed(version, key), content, cancellationToken).ConfigureAwait(false);
        }

        var name = $"{timeProvider.GetUtcNow().UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{Guid.NewGuid():N}";
        var (stored, size) = await UploadAsync(ArtifactKey.Parse(KeylessPrefix(version) + name), KeylessPrefix(version), content, cancellationToken).ConfigureAwait(false);
        await foreach (var other in store.ListAsync(KeylessPrefix(version), cancellationToken).ConfigureAwait(false))
        {
            if (string.CompareOrdinal(other.Key.Value, stored.Key.Value) < 0)
            {
                await store.DeleteAsync(other.Key, cancellationToken).ConfigureAwait(false);
                await FreeAsync(other.StoredAt, stored.StoredAt, cancellationToken).ConfigureAwait(false);
            }
        }

        return size;
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

    private async Task<(ArtifactInfo Info, long Size)> UploadAsync(ArtifactKey key, string siblings, Stream content, CancellationToken cancellationToken) =>
        await new StreamUpload(store, _pool, timeProvider).RunAsync(
            key, (await NewestAsync(siblings, cancellationToken).ConfigureAwait(false))?.Key, content, cancellationToken).ConfigureAwait(false);

    // What only the caches had that are gone is freed by the first build of an hour: looking for it takes time.
    private async Task FreeAsync(DateTimeOffset last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (last.UtcDateTime.Date != now.UtcDateTime.Date || last.UtcDateTime.Hour != now.UtcDateTime.Hour)
        {
            await new PoolSweep(store, _pool, timeProvider).RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<long?> SaveOnceAsync(string version, ArtifactKey key, Stream content, CancellationToken cancellationToken)
    {
        if (await store.StatAsync(key, cancellationToken).ConfigureAwait(false) is not null)
        {
            return null;
        }

        try
        {
            return (await UploadAsync(key, KeyedPrefix(version), content, cancellationToken).ConfigureAwait(false)).Size;
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
