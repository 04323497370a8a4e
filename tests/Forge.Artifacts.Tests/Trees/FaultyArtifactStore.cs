using System.Runtime.CompilerServices;

namespace Forge.Artifacts.Tests.Trees;

/// <summary>Lets a number of calls pass and fails all that follow, as a store does whose host was cut off.</summary>
internal sealed class FaultyArtifactStore(IArtifactStore store, int calls) : IArtifactStore
{
    private int _left = calls;

    public string Name => store.Name;

    public bool HasFailed => _left < 0;

    public Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken) =>
        PassAsync(() => store.PutAsync(key, content, cancellationToken));

    public Task<Stream> OpenReadAsync(ArtifactKey key, CancellationToken cancellationToken) => PassAsync(() => store.OpenReadAsync(key, cancellationToken));

    public Task<ArtifactInfo?> StatAsync(ArtifactKey key, CancellationToken cancellationToken) => PassAsync(() => store.StatAsync(key, cancellationToken));

    public async IAsyncEnumerable<ArtifactInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await PassAsync(() => Task.FromResult(true));
        await foreach (var info in store.ListAsync(prefix, cancellationToken))
        {
            yield return info;
        }
    }

    public Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken) => PassAsync(async () =>
    {
        await store.DeleteAsync(key, cancellationToken);
        return true;
    });

    private Task<T> PassAsync<T>(Func<Task<T>> call) =>
        Interlocked.Decrement(ref _left) < 0 ? throw new ArtifactStoreException("The store is away.", ArtifactStoreFailure.Unavailable, isTransient: true) : call();
}
