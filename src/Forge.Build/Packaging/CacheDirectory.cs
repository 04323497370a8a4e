using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Forge.Artifacts;

namespace Forge.Build.Packaging;

/// <summary>Keeps caches in a directory of this machine: each in a directory named by its key, in a file named by its digest.</summary>
/// <remarks>A cache may be lost and is made again then, so nothing here is forced to the disk.</remarks>
/// <param name="root">The directory; made when it is first needed.</param>
internal sealed class CacheDirectory(string root) : IArtifactStore
{
    private const string Temporary = ".tmp";
    private const string Continued = "/\u0001";
    private const int LongestName = 60;
    private const int BufferSize = 128 * 1024;

    /// <inheritdoc/>
    public string Name => "local-cache";

    /// <inheritdoc/>
    public Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken) => GuardAsync((key, cancellationToken), async () =>
    {
        var temporary = Path.Combine(Directory.CreateDirectory(Path.Combine(root, Temporary)).FullName, Guid.NewGuid().ToString("N"));
        try
        {
            var digest = await CopyAsync(content, temporary, cancellationToken).ConfigureAwait(false);
            var directory = Directory.CreateDirectory(DirectoryOf(key)).FullName;
            lock (this)
            {
                if (Find(key) is { } there)
                {
                    return there.Digest == digest
                        ? there
                        : throw new ArtifactStoreException($"The key '{key}' holds other bytes. Choose another key.", ArtifactStoreFailure.Conflict, key);
                }

                File.Move(temporary, Path.Combine(directory, HexOf(digest)));
                return Find(key)!;
            }
        }
        finally
        {
            File.Delete(temporary);
        }
    });

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(ArtifactKey key, CancellationToken cancellationToken) => GuardAsync((key, cancellationToken), () =>
        Find(key) is { } info
            ? OpenVerifiedAsync(info, cancellationToken)
            : throw new ArtifactStoreException($"There is no cache '{key}'.", ArtifactStoreFailure.NotFound, key));

    /// <inheritdoc/>
    public Task<ArtifactInfo?> StatAsync(ArtifactKey key, CancellationToken cancellationToken) =>
        GuardAsync((key, cancellationToken), () => Task.FromResult(Find(key)));

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArtifactInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask.ConfigureAwait(false);
        if (!Directory.Exists(root))
        {
            yield break;
        }

        var keys = Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories)
            .Select(directory => Path.GetRelativePath(root, directory).Replace(Continued, "", StringComparison.Ordinal))
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var text in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ArtifactKey.TryParse(text, out var key) && Find(key) is { } info)
            {
                yield return info;
            }
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken) => GuardAsync((key, cancellationToken), () =>
    {
        if (Find(key) is { } info)
        {
            File.Delete(FileOf(info));
        }

        return Task.FromResult(true);
    });

    // Read twice, because what a damaged cache would do to a build is worse.
    private async Task<Stream> OpenVerifiedAsync(ArtifactInfo info, CancellationToken cancellationToken)
    {
        var file = new FileStream(FileOf(info), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, FileOptions.Asynchronous);
        if (ArtifactDigest.FromHash(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)) == info.Digest)
        {
            file.Position = 0;
            return file;
        }

        await file.DisposeAsync().ConfigureAwait(false);
        return new DamagedCache(info.Key);
    }

    private static async Task<ArtifactDigest> CopyAsync(Stream content, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            var buffer = new byte[BufferSize];
            while (await ReadAsync(content, buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                hash.AppendData(buffer.AsSpan(0, read));
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }

        return ArtifactDigest.FromHash(hash.GetHashAndReset());
    }

    // What the content fails at is its giver's affair, and not the directory's.
    private static async Task<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CacheContentException(e);
        }
    }

    // The name of a directory may not be as long as a segment of a key, which in turn has no control characters.
    private string DirectoryOf(ArtifactKey key) => Path.Combine(
        root, string.Join('/', key.Value.Split('/').Select(segment => string.Join(Continued, segment.Chunk(LongestName).Select(part => new string(part))))));

    private static string HexOf(ArtifactDigest digest) => digest.Value[(digest.Value.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private string FileOf(ArtifactInfo info) => Path.Combine(DirectoryOf(info.Key), HexOf(info.Digest));

    private ArtifactInfo? Find(ArtifactKey key)
    {
        var directory = new DirectoryInfo(DirectoryOf(key));
        var files = directory.Exists ? directory.EnumerateFiles() : [];
        foreach (var file in files)
        {
            if (ArtifactDigest.TryParse(file.Name, out var digest))
            {
                return new ArtifactInfo { Key = key, Digest = digest, Size = file.Length, StoredAt = file.LastWriteTimeUtc };
            }
        }

        return null;
    }

    private static async Task<T> GuardAsync<T>((ArtifactKey Key, CancellationToken CancellationToken) call, Func<Task<T>> act)
    {
        call.CancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactStoreException($"The cache '{call.Key}' cannot be used: {e.Message}", ArtifactStoreFailure.Unavailable, call.Key);
        }
        catch (CacheContentException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }
}
