using System.Text.Json;

namespace Forge.Artifacts.S3;

/// <summary>Says which upload brings something under a key, so that the next put of the same goes on with it, and that nothing of it stays.</summary>
/// <param name="Target">The upload.</param>
/// <param name="PartSize">The size of its parts in bytes.</param>
internal sealed record UploadRecord(UploadTarget Target, int PartSize)
{
    /// <summary>Reads a record.</summary>
    /// <returns>The record, or null when it is not one.</returns>
    public static UploadRecord? Parse(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return Text(json, "object") is { } name && Text(json, "uploadId") is { } id && Text(json, "seal") is { } seal
                ? new UploadRecord(new UploadTarget(name, id, seal), json.RootElement.GetProperty("partSize").GetInt32())
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Writes the record as it is stored.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["object"] = Target.Name,
        ["uploadId"] = Target.UploadId,
        ["seal"] = Target.Seal,
        ["partSize"] = PartSize,
    });

    private static string? Text(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetString() is { Length: > 0 } text ? text : null;
}
