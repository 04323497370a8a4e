using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace Forge.Artifacts.Encryption;

/// <summary>Encrypts artifacts before another store gets them, but for those that are not to be. What that store and those who can read it know is names, sizes and times.</summary>
internal sealed partial class EncryptedArtifactStore : IArtifactStore, IUnencryptedArtifacts, IDisposable
{
    private const int Rounds = 3;

    private readonly IArtifactStore _inner;
    private readonly KeyRing _keys;
    private readonly HeaderReader _headers;
    private readonly PlainSeals _seals;
    private readonly string? _spoolDirectory;
    private readonly ILogger<EncryptedArtifactStore> _logger;

    public EncryptedArtifactStore(IArtifactStore inner, KeyRing keys, string? spoolDirectory, ILogger<EncryptedArtifactStore> logger)
    {
        (_inner, _keys, _spoolDirectory, _logger) = (inner, keys, spoolDirectory, logger);
        _headers = new HeaderReader(keys);
        _seals = new PlainSeals(inner, keys, _headers);
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public async Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PlainSeals.Check(key);
        var wrapping = (_keys.CurrentId, await _keys.GetAsync(_keys.CurrentId, cancellationToken).ConfigureAwait(false));
        var encrypted = await EncryptAsync(key, content, wrapping, cancellationToken).ConfigureAwait(false);
        await using (encrypted.ConfigureAwait(false))
        {
            for (var round = 1; ; round++)
            {
                try
                {
                    encrypted.File.Position = 0;
                    var stored = await _inner.PutAsync(key, encrypted.File, cancellationToken).ConfigureAwait(false);
                    return stored with { Digest = encrypted.Digest, Size = encrypted.Size };
                }
                catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Conflict)
                {
                    // The same content is never the same bytes once it is encrypted.
                    if (await StatAsync(key, cancellationToken).ConfigureAwait(false) is { } present)
                    {
                        return present.Digest == encrypted.Digest ? present : throw Conflict(key, present.Digest, encrypted.Digest);
                    }

                    if (round == Rounds)
                    {
                        throw;
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public async Task<ArtifactInfo> PutUnencryptedAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PlainSeals.Check(key);
        var stored = await (_inner is IUnencryptedArtifacts plain
            ? plain.PutUnencryptedAsync(key, content, cancellationToken)
            : _inner.PutAsync(key, content, cancellationToken)).ConfigureAwait(false);
        await _seals.WriteAsync(stored, cancellationToken).ConfigureAwait(false);
        return stored;
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        var stream = await _inner.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        try
        {
            if (await _headers.ReadAsync(key, stream, cancellationToken).ConfigureAwait(false) is { } header)
            {
                return new DecryptingStream(stream, header, key);
            }
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await stream.DisposeAsync().ConfigureAwait(false);
        var stored = await _inner.StatAsync(key, cancellationToken).ConfigureAwait(false);
        return stored is not null && await _seals.IsSealedAsync(stored, cancellationToken).ConfigureAwait(false)
            ? new VerifiedArtifactStream(await _inner.OpenReadAsync(key, cancellationToken).ConfigureAwait(false), stored)
            : throw HeaderReader.Damaged(key);
    }

    /// <inheritdoc/>
    public async Task<ArtifactInfo?> StatAsync(ArtifactKey key, CancellationToken cancellationToken) =>
        !PlainSeals.IsSeal(key) && await _inner.StatAsync(key, cancellationToken).ConfigureAwait(false) is { } stored
            ? await LookIntoAsync(stored, cancellationToken).ConfigureAwait(false)
            : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArtifactInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in _inner.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (!PlainSeals.IsSeal(stored.Key) && await LookIntoAsync(stored, cancellationToken).ConfigureAwait(false) is { } info)
            {
                yield return info;
            }
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        if (!PlainSeals.IsSeal(key))
        {
            await _inner.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
            await _seals.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (_inner as IDisposable)?.Dispose();

    private async Task<EncryptedContent> EncryptAsync(ArtifactKey key, Stream content, (string Id, byte[] Bytes) wrapping, CancellationToken cancellationToken)
    {
        try
        {
            return await EncryptedContent.CreateAsync(content, key, wrapping, _spoolDirectory, cancellationToken).ConfigureAwait(false);
        }
        catch (ContentException e)
        {
            // The caller's own stream failed: that is the caller's own exception.
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactStoreException(
                $"Cannot encrypt '{key}': the directory '{_spoolDirectory ?? Path.GetTempPath()}' cannot be used ({e.Message.TrimEnd('.')}). Make room there, or choose another one.",
                ArtifactStoreFailure.NoSpace,
                key,
                isTransient: true,
                e);
        }
    }

    // What the store says, with what only the header knows; null when the artifact is gone meanwhile or was never encrypted.
    private async Task<ArtifactInfo?> LookIntoAsync(ArtifactInfo stored, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await _inner.OpenReadAsync(stored.Key, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                if (await _headers.ReadAsync(stored.Key, stream, cancellationToken).ConfigureAwait(false) is { } header)
                {
                    return stored with { Digest = header.Digest, Size = header.Size };
                }
            }

            if (await _seals.IsSealedAsync(stored, cancellationToken).ConfigureAwait(false))
            {
                return stored;
            }

            Log.NotEncrypted(_logger, stored.Key, Name);
            return null;
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.NotFound)
        {
            return null;
        }
    }

    private static ArtifactStoreException Conflict(ArtifactKey key, ArtifactDigest present, ArtifactDigest offered) => new(
        $"The key '{key}' holds other bytes: {present}, not {offered}. An artifact never changes; choose another key.", ArtifactStoreFailure.Conflict, key);

    private static partial class Log
    {
        [LoggerMessage(5020, LogLevel.Warning, "{Key} in '{Store}' is not encrypted and is passed over.")]
        public static partial void NotEncrypted(ILogger logger, ArtifactKey key, string store);
    }
}
