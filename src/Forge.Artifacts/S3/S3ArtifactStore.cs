using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;

namespace Forge.Artifacts.S3;

/// <summary>Keeps artifacts in a bucket: each is the object that has its key for a name, with the digest in front.</summary>
internal sealed partial class S3ArtifactStore : IArtifactStore, IArtifactLinks, IUnencryptedArtifacts, IDisposable
{
    // How many objects are asked for at the same time while a listing is read.
    private const int ListWidth = 16;

    private static readonly TimeSpan LongestLink = TimeSpan.FromDays(7);

    private readonly S3ArtifactStoreOptions _options;
    private readonly StoreConnection _connection;
    private readonly ILogger<S3ArtifactStore> _logger;

    public S3ArtifactStore(S3ArtifactStoreOptions options, ISecretStore? secrets, TimeProvider timeProvider, ILogger<S3ArtifactStore> logger)
    {
        Name = options.Name;
        _options = options;
        _connection = new StoreConnection(options, secrets, timeProvider, logger);
        _logger = logger;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken) =>
        GuardAsync(key, $"store '{key}'", store => PutAsync(store, key, content, ServerEncryption.AsConfigured, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ArtifactInfo> PutUnencryptedAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken) =>
        GuardAsync(key, $"store '{key}'", store => PutAsync(store, key, content, ServerEncryption.NotAsked, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(ArtifactKey key, CancellationToken cancellationToken) =>
        GuardAsync(key, $"read '{key}'", store => OpenReadAsync(store, key, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ArtifactInfo?> StatAsync(ArtifactKey key, CancellationToken cancellationToken) =>
        GuardAsync(
            key,
            $"look up '{key}'",
            async store => (await store.Bucket.StatAsync(store.Names.Of(key), cancellationToken).ConfigureAwait(false))?.ToInfo(key),
            cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArtifactInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);

        var store = await GuardAsync(key: default, "list artifacts", Task.FromResult, cancellationToken).ConfigureAwait(false);
        var listing = store.Bucket.ListAsync(store.Names.All + prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (listing.ConfigureAwait(false))
        {
            var asked = new Queue<Task<ArtifactInfo?>>();
            var isMore = true;
            while (isMore || asked.Count > 0)
            {
                isMore = isMore && await GuardAsync(key: default, "list artifacts", _ => listing.MoveNextAsync().AsTask(), cancellationToken).ConfigureAwait(false);
                if (isMore && store.Names.KeyOf(listing.Current) is { } key)
                {
                    asked.Enqueue(StatAsync(key, cancellationToken));
                }

                if (asked.Count > 0 && (!isMore || asked.Count >= ListWidth) && await asked.Dequeue().ConfigureAwait(false) is { } info)
                {
                    yield return info;
                }
            }
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken) =>
        GuardAsync(key, $"delete '{key}'", store => DeleteAsync(store, key, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Uri> CreateLinkAsync(ArtifactKey key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, LongestLink);

        return GuardAsync(key, $"make a link to '{key}'", store => CreateLinkAsync(store, key, lifetime, cancellationToken), cancellationToken);
    }

    /// <summary>Removes what interrupted uploads have left.</summary>
    /// <param name="age">How old it must be.</param>
    /// <param name="cancellationToken">Cancels the sweep.</param>
    public Task SweepAsync(TimeSpan age, CancellationToken cancellationToken) =>
        GuardAsync(key: default, "sweep", store => SweepAsync(store, age, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private async Task<ArtifactInfo> PutAsync(OpenStore store, ArtifactKey key, Stream content, ServerEncryption encryption, CancellationToken cancellationToken)
    {
        store.Names.Of(key);
        using var upload = await UploadContent.OpenAsync(content, _options.PartSize, store.Buffers, encryption, cancellationToken).ConfigureAwait(false);
        var (info, isNew) = await store.Writer.WriteAsync(key, upload, cancellationToken).ConfigureAwait(false);
        if (isNew)
        {
            Log.Stored(_logger, key, info.Size, info.Digest, Name);
        }

        return info;
    }

    private static async Task<Stream> OpenReadAsync(OpenStore store, ArtifactKey key, CancellationToken cancellationToken)
    {
        var name = store.Names.Of(key);
        var response = await store.Bucket.OpenAsync(name, cancellationToken).ConfigureAwait(false) ?? throw NotFound(key);
        var state = await UnsealAsync(store, response, cancellationToken).ConfigureAwait(false);
        if (state.ToInfo(key) is { } info)
        {
            return new S3ArtifactStream(store.Bucket, name, info, response);
        }

        response.Dispose();
        throw (state.Claim, state.Seal) switch
        {
            ({ }, _) => NotFound(key),
            (_, { } seal) => new ArtifactStoreException(
                $"The object '{name}' has lost its digest, which '{store.Names.Seal(seal)}' held. Restore that object, or delete '{name}' and store it anew.", ArtifactStoreFailure.Corrupt, key),
            _ => new ArtifactStoreException($"The object '{name}' has no digest: Forge did not store it. Choose another key, or store it anew.", ArtifactStoreFailure.Corrupt, key),
        };
    }

    private async Task<bool> DeleteAsync(OpenStore store, ArtifactKey key, CancellationToken cancellationToken)
    {
        // A name that is held free for an upload is not an artifact yet.
        if (await store.Bucket.StatAsync(store.Names.Of(key), cancellationToken).ConfigureAwait(false) is { Digest: not null } state)
        {
            await store.Writer.DeleteAsync(key, state, cancellationToken).ConfigureAwait(false);
            Log.Deleted(_logger, key, Name);
        }

        return true;
    }

    private static async Task<Uri> CreateLinkAsync(OpenStore store, ArtifactKey key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var state = await store.Bucket.StatAsync(store.Names.Of(key), cancellationToken).ConfigureAwait(false);
        return state is { Digest: not null }
            ? await store.Bucket.CreateLinkAsync(store.Names.Of(key), state.Version, lifetime).ConfigureAwait(false)
            : throw NotFound(key);
    }

    private static async Task<ObjectState> UnsealAsync(OpenStore store, GetObjectResponse response, CancellationToken cancellationToken)
    {
        try
        {
            return await store.Bucket.UnsealAsync(ObjectState.From(response), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<bool> SweepAsync(OpenStore store, TimeSpan age, CancellationToken cancellationToken)
    {
        if (await store.Sweep.RunAsync(age, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            Log.Swept(_logger, count, Name);
        }

        return true;
    }

    private async Task TrySweepAsync(OpenStore store, CancellationToken cancellationToken)
    {
        try
        {
            await SweepAsync(store, _options.AbandonedAfter, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (RequestFailure.IsOfServer(e) && !cancellationToken.IsCancellationRequested)
        {
            // What was left costs room, and the next start sweeps again. Some hosts may not list what a bucket holds.
            Log.NotSwept(_logger, Name, RequestFailure.Describe(e));
        }
    }

    private async Task<T> GuardAsync<T>(ArtifactKey key, string action, Func<OpenStore, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (store, isNew) = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (isNew)
            {
                await TrySweepAsync(store, cancellationToken).ConfigureAwait(false);
            }

            return await work(store).ConfigureAwait(false);
        }
        catch (ContentException e)
        {
            // The caller's own stream failed: that is the caller's own exception.
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (Exception e) when (e is SecretStoreException || RequestFailure.IsOfServer(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Unusable(key, action, e);
        }
    }

    private ArtifactStoreException Unusable(ArtifactKey key, string action, Exception cause) => cause switch
    {
        SecretStoreException e => new($"Cannot {action}: {e.Message}", ArtifactStoreFailure.Unavailable, key, e.IsTransient, e),
        _ when RequestFailure.IsFull(cause) => new(
            $"Cannot {action}: the server has no room for the bucket '{_options.Bucket}' ({RequestFailure.Describe(cause)}). Make room, then try again.",
            ArtifactStoreFailure.NoSpace, key, isTransient: true, cause),
        _ => new(
            $"Cannot {action}: the bucket '{_options.Bucket}' at '{_options.Endpoint?.ToString() ?? _options.Region}' cannot be used ({RequestFailure.Describe(cause)}). Check the server, the bucket and the credentials, then try again.",
            ArtifactStoreFailure.Unavailable, key, RequestFailure.IsTransient(cause), cause),
    };

    private static ArtifactStoreException NotFound(ArtifactKey key) =>
        new($"There is no artifact '{key}' in the store. Check the key.", ArtifactStoreFailure.NotFound, key);

    private static partial class Log
    {
        [LoggerMessage(5011, LogLevel.Information, "Stored {Key} in '{Store}': {Size} bytes, SHA-256 {Digest}.")]
        public static partial void Stored(ILogger logger, ArtifactKey key, long size, ArtifactDigest digest, string store);

        [LoggerMessage(5012, LogLevel.Information, "Deleted {Key} from '{Store}'.")]
        public static partial void Deleted(ILogger logger, ArtifactKey key, string store);

        [LoggerMessage(5013, LogLevel.Warning, "Removed {Count} uploads and records that interrupted runs had left in '{Store}'.")]
        public static partial void Swept(ILogger logger, int count, string store);

        [LoggerMessage(5014, LogLevel.Warning, "Could not look for what interrupted runs have left in '{Store}': {Reason}.")]
        public static partial void NotSwept(ILogger logger, string store, string reason);
    }
}
