using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Forge.Artifacts.Tests.Encryption;

/// <summary>A store that hands out whatever bytes a test has put into it, without a check of its own.</summary>
internal sealed class MemoryStore : IArtifactStore
{
    public Dictionary<ArtifactKey, byte[]> Bytes { get; } = [];

    public string Name => "memory";

    public async Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        return Bytes.TryAdd(key, copy.ToArray()) ? Info(key) : throw new ArtifactStoreException("Taken.", ArtifactStoreFailure.Conflict, key);
    }

    public Task<Stream> OpenReadAsync(ArtifactKey key, CancellationToken cancellationToken) =>
        Bytes.TryGetValue(key, out var bytes)
            ? Task.FromResult<Stream>(new MemoryStream(bytes, writable: false))
            : throw new ArtifactStoreException("Nothing there.", ArtifactStoreFailure.NotFound, key);

    public Task<ArtifactInfo?> StatAsync(ArtifactKey key, CancellationToken cancellationToken) => Task.FromResult(Bytes.ContainsKey(key) ? Info(key) : null);

    public async IAsyncEnumerable<ArtifactInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var key in Bytes.Keys.ToArray())
        {
            yield return Info(key);
        }
    }

    public Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken) => Task.FromResult(Bytes.Remove(key));

    private ArtifactInfo Info(ArtifactKey key) => new()
    {
        Key = key,
        Digest = ArtifactDigest.FromHash(SHA256.HashData(Bytes[key])),
        Size = Bytes[key].Length,
        StoredAt = DateTimeOffset.UnixEpoch,
    };
}
