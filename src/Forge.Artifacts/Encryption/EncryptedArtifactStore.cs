using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Forge.Artifacts.Encryption;

/// <summary>Encrypts artifacts before another store gets them. What that store and those who can read it know is names, sizes and times.</summary>
internal sealed partial class EncryptedArtifactStore(
    IArtifactStore inner, KeyRing keys, string? spoolDirectory, ILogger<EncryptedArtifactStore> logger) : IArtifactStore, IDisposable
{
    private const int Rounds = 3;

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <summary>Makes the failure of a read that met bytes that are not those that were stored.</summary>
    public static ArtifactStoreException Damaged(ArtifactKey key) =>
        new($"The artifact '{key}' is damaged: what is stored is not what was encrypted. Delete it and store it anew.", ArtifactStoreFailure.Corrupt, key);

    /// <inheritdoc/>
    public async Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wrapping = (keys.CurrentId, await keys.GetAsync(keys.CurrentId, cancellationToken).ConfigureAwait(false));
        var encrypted = await EncryptAsync(key, content, wrapping, cancellationToken).ConfigureAwait(false);
        await using (encrypted.ConfigureAwait(false))
        {
            for (var round = 1; ; round++)
            {
                try
                {
                    encrypted.File.Position = 0;
                    var stored = await inner.PutAsync(key, encrypted.File, cancellationToken).ConfigureAwait(false);
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
    public async Task<Stream> OpenReadAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        var stream = await inner.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        try
        {
            return new DecryptingStream(stream, await ReadHeaderAsync(key, stream, cancellationToken).ConfigureAwait(false) ?? throw Damaged(key), key);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<ArtifactInfo?> StatAsync(ArtifactKey key, CancellationToken cancellationToken) =>
        await inner.StatAsync(key, cancellationToken).ConfigureAwait(false) is { } stored
            ? await LookIntoAsync(stored, cancellationToken).ConfigureAwait(false)
            : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArtifactInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in inner.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (await LookIntoAsync(stored, cancellationToken).ConfigureAwait(false) is { } info)
            {
                yield return info;
            }
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => (inner as IDisposable)?.Dispose();

    private async Task<EncryptedContent> EncryptAsync(ArtifactKey key, Stream content, (string Id, byte[] Bytes) wrapping, CancellationToken cancellationToken)
    {
        try
        {
            return await EncryptedContent.CreateAsync(content, key, wrapping, spoolDirectory, cancellationToken).ConfigureAwait(false);
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
                $"Cannot encrypt '{key}': the directory '{spoolDirectory ?? Path.GetTempPath()}' cannot be used ({e.Message.TrimEnd('.')}). Make room there, or choose another one.",
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
            var stream = await inner.OpenReadAsync(stored.Key, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                if (await ReadHeaderAsync(stored.Key, stream, cancellationToken).ConfigureAwait(false) is { } header)
                {
                    return stored with { Digest = header.Digest, Size = header.Size };
                }

                Log.NotEncrypted(logger, stored.Key, Name);
                return null;
            }
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.NotFound)
        {
            return null;
        }
    }

    private async Task<EncryptionHeader?> ReadHeaderAsync(ArtifactKey key, Stream stream, CancellationToken cancellationToken)
    {
        // No header is shorter than one whose key has an id of no bytes.
        var bytes = new byte[EncryptionHeader.LengthFor("") + byte.MaxValue];
        var start = EncryptionHeader.LengthFor("");
        var read = await stream.ReadAtLeastAsync(bytes.AsMemory(0, start), start, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (EncryptionHeader.ReadIdLength(bytes.AsSpan(0, read)) is not { } idLength)
        {
            return null;
        }

        read += await stream.ReadAtLeastAsync(bytes.AsMemory(start, idLength), idLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var header = bytes.AsMemory(0, start + idLength);
        if (read < header.Length)
        {
            throw Damaged(key);
        }

        var wrapping = await keys.GetAsync(EncryptionHeader.ReadId(header.Span), cancellationToken).ConfigureAwait(false);
        try
        {
            return EncryptionHeader.Read(header.Span, wrapping, key);
        }
        catch (CryptographicException)
        {
            throw Damaged(key);
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
