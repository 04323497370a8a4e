using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Forge.Git.Storage;

/// <summary>A small JSON file that several processes read and change. Reading is cheap: the file is read again only when it was replaced.</summary>
internal sealed class MetadataFile<T>(string path, RootLock rootLock, JsonTypeInfo<T> type, T empty)
    where T : class
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private volatile Version? _known;

    /// <summary>Reads what the file holds now.</summary>
    /// <exception cref="GitHostingException">The file is damaged.</exception>
    public async Task<T> ReadAsync(CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return empty;
        }

        if (_known is { } known && known.WrittenAt == file.LastWriteTimeUtc && known.Length == file.Length)
        {
            return known.Content;
        }

        // The time stamp was taken before the bytes are read: a replacement in between is noticed by the next reader.
        var content = Parse(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
        _known = new Version(file.LastWriteTimeUtc, file.Length, content);
        return content;
    }

    /// <summary>Changes the file under the lock. When <paramref name="change"/> throws, nothing is written.</summary>
    /// <returns>The new content.</returns>
    public async Task<T> ChangeAsync(Func<T, T> change, CancellationToken cancellationToken)
    {
        using var held = await rootLock.AcquireAsync(cancellationToken).ConfigureAwait(false);
        var changed = change(await ReadAsync(cancellationToken).ConfigureAwait(false));
        await DurableFile.WriteAsync(path, JsonSerializer.SerializeToUtf8Bytes(changed, type), OwnerOnly, cancellationToken).ConfigureAwait(false);
        return changed;
    }

    private T Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException e)
        {
            throw new GitHostingException($"'{path}' is damaged: {e.Message} Restore it from a backup.", GitHostingFailure.Unusable, e);
        }
    }

    private sealed record Version(DateTime WrittenAt, long Length, T Content);
}
