using System.Runtime.CompilerServices;
using Forge.Artifacts.Encryption;
using Forge.Artifacts.Tests.S3;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Encryption;

/// <summary>What is stored without encryption in an encrypting store is an artifact like any other.</summary>
public sealed class PlainWriterConformanceTests(S3Server server) : ArtifactStoreConformanceTests, IAsyncLifetime
{
    private readonly TestBucket _bucket = new(server);
    private PlainWriter? _store;

    protected override IArtifactStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        await _bucket.InitializeAsync();
        _store = new PlainWriter(new EncryptionKeys().Encrypt(_bucket.Open()));
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        await _bucket.DisposeAsync();
    }

    protected override Task CorruptAsync(ArtifactKey key) => _bucket.CorruptAsync(key.Value);

    private sealed class PlainWriter(EncryptedArtifactStore store) : IArtifactStore, IDisposable
    {
        public string Name => store.Name;

        public Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken) => store.PutUnencryptedAsync(key, content, cancellationToken);

        public Task<Stream> OpenReadAsync(ArtifactKey key, CancellationToken cancellationToken) => store.OpenReadAsync(key, cancellationToken);

        public Task<ArtifactInfo?> StatAsync(ArtifactKey key, CancellationToken cancellationToken) => store.StatAsync(key, cancellationToken);

        public async IAsyncEnumerable<ArtifactInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var info in store.ListAsync(prefix, cancellationToken))
            {
                yield return info;
            }
        }

        public Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);

        public void Dispose() => store.Dispose();
    }
}
