using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Forge.Artifacts;

namespace Forge.Testing;

/// <summary>An <see cref="IArtifactStore"/> in memory.</summary>
public sealed class FakeArtifactStore(TimeProvider timeProvider, string name = "fake") : IArtifactStore, IUnencryptedArtifacts
{
    private readonly ConcurrentDictionary<ArtifactKey, (ArtifactInfo Info, byte[] Bytes)> _artifacts = [];

    public string Name => name;

    /// <summary>Gets or sets why every put fails, or null.</summary>
    public ArtifactStoreException? PutFailure { get; set; }

    /// <summary>Gets what was to be stored without encryption.</summary>
    public ConcurrentQueue<ArtifactKey> Unencrypted { get; } = [];

    /// <summary>Flips a bit of a stored artifact.</summary>
    public void Corrupt(ArtifactKey key) => _artifacts[key].Bytes[0] ^= 1;

    public async Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        if (PutFailure is { } failure)
        {
            throw failure;
        }

        var bytes = copy.ToArray();
        var info = new ArtifactInfo
        {
            Key = key,
            Digest = ArtifactDigest.FromHash(SHA256.HashData(bytes)),
            Size = bytes.Length,
            StoredAt = timeProvider.GetUtcNow(),
        };
        var stored = _artifacts.GetOrAdd(key, (info, bytes)).Info;
        return stored.Digest == info.Digest
            ? stored
            : throw new ArtifactStoreException($"The key '{key}' holds other bytes. Choose another key.", ArtifactStoreFailure.Conflict, key);
    }

    public async Task<ArtifactInfo> PutUnencryptedAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken)
    {
        var stored = await PutAsync(key, content, cancellationToken);
        Unencrypted.Enqueue(key);
        return stored;
    }

    public Task<Stream> OpenReadAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _artifacts.TryGetValue(key, out var artifact)
            ? Task.FromResult<Stream>(new CheckedStream(artifact.Info, artifact.Bytes))
            : throw new ArtifactStoreException($"There is no artifact '{key}'.", ArtifactStoreFailure.NotFound, key);
    }

    public Task<ArtifactInfo?> StatAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_artifacts.TryGetValue(key, out var artifact) ? artifact.Info : null);
    }

    public async IAsyncEnumerable<ArtifactInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var (info, _) in _artifacts.Values.OrderBy(artifact => artifact.Info.Key.Value, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (info.Key.Value.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return info;
            }
        }
    }

    public Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _artifacts.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    private sealed class CheckedStream(ArtifactInfo info, byte[] content) : MemoryStream(content, writable: false)
    {
        private readonly ArtifactDigest _found = ArtifactDigest.FromHash(SHA256.HashData(content));

        public override bool CanSeek => false;

        // Every other way to read ends here.
        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            return Position < Length || _found == info.Digest
                ? read
                : throw new ArtifactStoreException(
                    $"The artifact '{info.Key}' is damaged: its bytes are not those that were stored. Store it anew.", ArtifactStoreFailure.Corrupt, info.Key);
        }
    }
}
