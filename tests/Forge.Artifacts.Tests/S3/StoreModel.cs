using System.Security.Cryptography;

namespace Forge.Artifacts.Tests.S3;

/// <summary>Does things with a store that may fail, and knows what can be in it.</summary>
internal sealed class StoreModel(IArtifactStore store, Random draw)
{
    private const int Keys = 12;
    private const int Largest = 300_000;

    // What a key may hold; null stands for nothing.
    private readonly Dictionary<ArtifactKey, List<byte[]?>> _possible = [];

    public int Successes { get; private set; }

    public Task StepAsync(CancellationToken cancellationToken)
    {
        var key = ArtifactKey.Parse($"k/{draw.Next(Keys)}");
        return draw.Next(10) switch
        {
            < 5 => PutAsync(key, cancellationToken),
            < 7 => ReadAsync(key, cancellationToken),
            < 8 => StatAsync(key, cancellationToken),
            _ => DeleteAsync(key, cancellationToken),
        };
    }

    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        foreach (var key in _possible.Keys)
        {
            await ReadAsync(key, cancellationToken);
        }

        await foreach (var listed in store.ListAsync("", cancellationToken))
        {
            Possible(listed.Key).Should().Contain(bytes => bytes != null && listed.Digest == ArtifactDigest.FromHash(SHA256.HashData(bytes)));
        }
    }

    private async Task PutAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        var bytes = new byte[draw.Next(3) == 0 ? draw.Next(1000) : draw.Next(Largest)];
        draw.NextBytes(bytes);
        var possible = Possible(key);
        try
        {
            var info = await store.PutAsync(key, new MemoryStream(bytes), cancellationToken);
            info.Digest.Should().Be(ArtifactDigest.FromHash(SHA256.HashData(bytes)));
            possible.Should().Contain((byte[]?)null, $"'{key}' was taken");
            _possible[key] = [bytes];
            Successes++;
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Conflict)
        {
            // What is there is something else; a failed delete or put may have made it so.
            possible.Should().Contain(there => there != null, e.Message);
            possible.Remove(null);
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Unavailable)
        {
            if (possible.Contains(null))
            {
                possible.Add(bytes);
            }
        }
    }

    private async Task ReadAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await store.OpenReadAsync(key, cancellationToken);
            using var read = new MemoryStream();
            await content.CopyToAsync(read, cancellationToken);
            var bytes = read.ToArray();
            Possible(key).Should().Contain(there => there != null && there.SequenceEqual(bytes), $"'{key}' gave {bytes.Length} bytes");
            _possible[key] = [bytes];
            Successes++;
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.NotFound)
        {
            Possible(key).Should().Contain((byte[]?)null, e.Message);
            _possible[key] = [null];
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Unavailable or ArtifactStoreFailure.Corrupt)
        {
            // Said, not hidden.
        }
    }

    private async Task StatAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        try
        {
            var info = await store.StatAsync(key, cancellationToken);
            Possible(key).Should().Contain(there => there == null ? info == null : info != null && info.Digest == ArtifactDigest.FromHash(SHA256.HashData(there)));
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Unavailable)
        {
        }
    }

    private async Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteAsync(key, cancellationToken);
            _possible[key] = [null];
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Unavailable)
        {
            Possible(key).Add(null);
        }
    }

    private List<byte[]?> Possible(ArtifactKey key) => _possible.TryGetValue(key, out var possible) ? possible : _possible[key] = [null];
}
