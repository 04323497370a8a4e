using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace Forge.Artifacts.FileSystem;

/// <summary>Keeps artifacts in a directory: bytes once per content, and a manifest per key that is written last.</summary>
/// <remarks>
/// Bytes go to a staging file, are flushed, and take their place by a rename; then the manifest does the same. A reader that
/// goes by manifests never sees half an artifact, whenever the power fails. Taking places and deleting happen one at a time
/// under a lock that other processes respect; writing and reading bytes does not wait for anybody.
/// </remarks>
internal sealed partial class FileSystemArtifactStore : IArtifactStore, IDisposable
{
    private readonly StoreLayout _layout;
    private readonly StoreLock _lock;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<FileSystemArtifactStore> _logger;
    private volatile bool _isPrepared;

    public FileSystemArtifactStore(FileSystemArtifactStoreOptions options, TimeProvider timeProvider, ILogger<FileSystemArtifactStore> logger)
    {
        Name = options.Name;
        _layout = new StoreLayout(options.Directory);
        _lock = new StoreLock(_layout.LockFile, timeProvider);
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken) =>
        GuardAsync(key, $"store '{key}'", async () =>
        {
            var bytes = await StagedFile.CreateAsync(_layout.NewStagingFile(), content, cancellationToken).ConfigureAwait(false);
            await using (bytes.ConfigureAwait(false))
            {
                var manifest = new ArtifactManifest(key, bytes.Digest, bytes.Size, _timeProvider.GetUtcNow());
                var staged = await StagedFile.CreateAsync(_layout.NewStagingFile(), manifest.ToStream(), cancellationToken).ConfigureAwait(false);
                await using (staged.ConfigureAwait(false))
                {
                    using (await _lock.TakeAsync(cancellationToken).ConfigureAwait(false))
                    {
                        return Publish(manifest, bytes, staged);
                    }
                }
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(ArtifactKey key, CancellationToken cancellationToken) =>
        GuardAsync<Stream>(key, $"read '{key}'", async () =>
        {
            var manifest = await ArtifactManifest.ReadAsync(_layout.Manifest(key), cancellationToken).ConfigureAwait(false) ?? throw NotFound(key);
            try
            {
                return Open(manifest);
            }
            catch (FileNotFoundException e)
            {
                // Deleted in between: then the manifest is gone as well.
                throw await ArtifactManifest.ReadAsync(_layout.Manifest(key), cancellationToken).ConfigureAwait(false) is null
                    ? NotFound(key)
                    : new ArtifactStoreException(
                        $"The artifact '{key}' is damaged: the file with its bytes is missing from the store. Store it anew.", ArtifactStoreFailure.Corrupt, key, innerException: e);
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ArtifactInfo?> StatAsync(ArtifactKey key, CancellationToken cancellationToken) =>
        GuardAsync(
            key,
            $"look up '{key}'",
            async () => (await ArtifactManifest.ReadAsync(_layout.Manifest(key), cancellationToken).ConfigureAwait(false))?.ToInfo(),
            cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArtifactInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);

        foreach (var artifact in await GuardAsync(key: default, "list artifacts", () => ReadAllAsync(prefix, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return artifact;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken) =>
        GuardAsync(key, $"delete '{key}'", async () =>
        {
            using (await _lock.TakeAsync(cancellationToken).ConfigureAwait(false))
            {
                if (await ArtifactManifest.ReadAsync(_layout.Manifest(key), cancellationToken).ConfigureAwait(false) is { } manifest)
                {
                    Remove(manifest);
                    Log.Deleted(_logger, key, Name);
                }

                return true;
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private ArtifactInfo Publish(ArtifactManifest manifest, StagedFile bytes, StagedFile staged)
    {
        var place = _layout.Manifest(manifest.Key);
        if (ArtifactManifest.Read(place) is { } present)
        {
            return present.Digest == manifest.Digest
                ? present.ToInfo()
                : throw new ArtifactStoreException(
                    $"The key '{manifest.Key}' holds other bytes: {present.Digest}, not {manifest.Digest}. An artifact never changes; choose another key.",
                    ArtifactStoreFailure.Conflict,
                    manifest.Key);
        }

        // The same content again: the fresh bytes replace the old file, which may have been damaged since.
        bytes.MoveTo(_layout.Blob(manifest.Digest));
        try
        {
            DurableFile.CreateEmpty(_layout.Reference(manifest.Digest, manifest.Key));
            staged.MoveTo(place);
        }
        catch
        {
            Remove(manifest);
            throw;
        }

        Log.Stored(_logger, manifest.Key, manifest.Size, manifest.Digest, Name);
        return manifest.ToInfo();
    }

    // Runs under the lock. The manifest goes first: without it nothing refers to the rest.
    private void Remove(ArtifactManifest manifest)
    {
        DurableFile.Delete(_layout.Manifest(manifest.Key));
        var reference = _layout.Reference(manifest.Digest, manifest.Key);
        DurableFile.Delete(reference);
        var references = Path.GetDirectoryName(reference)!;
        if (!Directory.Exists(references) || !Directory.EnumerateFiles(references).Any())
        {
            DurableFile.Delete(_layout.Blob(manifest.Digest));
            DurableFile.DeleteEmptyDirectory(references);
        }
    }

    private VerifiedArtifactStream Open(ArtifactManifest manifest)
    {
        try
        {
            var file = new FileStream(_layout.Blob(manifest.Digest), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
            return new VerifiedArtifactStream(file, manifest.ToInfo());
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException(e.Message, e);
        }
    }

    private async Task<List<ArtifactInfo>> ReadAllAsync(string prefix, CancellationToken cancellationToken)
    {
        var found = new List<ArtifactInfo>();
        foreach (var file in _layout.Manifests())
        {
            // One that was deleted meanwhile is no longer there.
            if (await ArtifactManifest.ReadAsync(file, cancellationToken).ConfigureAwait(false) is { } manifest
                && manifest.Key.Value.StartsWith(prefix, StringComparison.Ordinal))
            {
                found.Add(manifest.ToInfo());
            }
        }

        found.Sort((left, right) => string.CompareOrdinal(left.Key.Value, right.Key.Value));
        return found;
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared)
        {
            return;
        }

        _layout.CreateDirectories();
        using (await _lock.TakeAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!_isPrepared && _layout.Sweep() is > 0 and var count)
            {
                Log.Swept(_logger, count, Name);
            }

            _isPrepared = true;
        }
    }

    private async Task<T> GuardAsync<T>(ArtifactKey key, string action, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await PrepareAsync(cancellationToken).ConfigureAwait(false);
            return await work().ConfigureAwait(false);
        }
        catch (ContentException e)
        {
            // The caller's own stream failed: that is the caller's own exception.
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
        catch (IOException e) when (DurableFile.IsFull(e))
        {
            throw new ArtifactStoreException(
                $"Cannot {action}: the file system of '{_layout.Root}' is full. Make room, then try again.",
                ArtifactStoreFailure.NoSpace,
                key,
                isTransient: true,
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactStoreException(
                $"Cannot {action}: the store in '{_layout.Root}' cannot be used ({e.Message.TrimEnd('.')}). Check the directory and its permissions.",
                ArtifactStoreFailure.Unavailable,
                key,
                isTransient: e is IOException,
                e);
        }
    }

    private static ArtifactStoreException NotFound(ArtifactKey key) =>
        new($"There is no artifact '{key}' in the store. Check the key.", ArtifactStoreFailure.NotFound, key);

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Information, "Stored {Key} in '{Store}': {Size} bytes, SHA-256 {Digest}.")]
        public static partial void Stored(ILogger logger, ArtifactKey key, long size, ArtifactDigest digest, string store);

        [LoggerMessage(5002, LogLevel.Information, "Deleted {Key} from '{Store}'.")]
        public static partial void Deleted(ILogger logger, ArtifactKey key, string store);

        [LoggerMessage(5003, LogLevel.Warning, "Removed {Count} files that an interrupted run had left in '{Store}'.")]
        public static partial void Swept(ILogger logger, int count, string store);
    }
}
