using System.Text.Json;

namespace Forge.Artifacts.FileSystem;

/// <summary>What the store writes about an artifact, last of all.</summary>
internal sealed record ArtifactManifest(ArtifactKey Key, ArtifactDigest Digest, long Size, DateTimeOffset StoredAt)
{
    private const int Format = 1;

    /// <summary>Reads a manifest.</summary>
    /// <returns>The manifest, or null when there is none.</returns>
    /// <exception cref="ArtifactStoreException">The file is not a manifest.</exception>
    public static ArtifactManifest? Read(string path)
    {
        try
        {
            return Parse(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="Read"/>
    public static async Task<ArtifactManifest?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return Parse(path, await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes the manifest as it is stored.</summary>
    public MemoryStream ToStream()
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("key", Key.Value);
            json.WriteString("sha256", Digest.Value);
            json.WriteNumber("size", Size);
            json.WriteString("storedAt", StoredAt);
            json.WriteEndObject();
        }

        stream.Position = 0;
        return stream;
    }

    /// <summary>Returns what callers get to know.</summary>
    public ArtifactInfo ToInfo() => new() { Key = Key, Digest = Digest, Size = Size, StoredAt = StoredAt };

    private static ArtifactManifest Parse(string path, byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            return root.GetProperty("format").GetInt32() == Format
                ? new ArtifactManifest(
                    ArtifactKey.Parse(root.GetProperty("key").GetString()!),
                    ArtifactDigest.Parse(root.GetProperty("sha256").GetString()!),
                    root.GetProperty("size").GetInt64(),
                    root.GetProperty("storedAt").GetDateTimeOffset())
                : throw new ArtifactStoreException(
                    $"The manifest '{path}' was written by a newer version of Forge. Update this one.", ArtifactStoreFailure.Unavailable);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            throw new ArtifactStoreException(
                $"The manifest '{path}' is damaged. Delete the file and store the artifact anew.", ArtifactStoreFailure.Corrupt, innerException: e);
        }
    }
}
