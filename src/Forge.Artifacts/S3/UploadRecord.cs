using System.Text.Json;

namespace Forge.Artifacts.S3;

/// <summary>Says which upload brings which content under which key, so that the next put of the same goes on with it.</summary>
/// <param name="Target">The upload.</param>
/// <param name="PartSize">The size of its parts in bytes.</param>
internal sealed record UploadRecord(UploadTarget Target, int PartSize)
{
    /// <summary>Reads a record.</summary>
    /// <returns>The record, or null when it is not one: then an upload begins anew.</returns>
    public static UploadRecord? Parse(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.GetProperty("object").GetString() is { Length: > 0 } name && json.RootElement.GetProperty("uploadId").GetString() is { Length: > 0 } id
                ? new UploadRecord(new UploadTarget(name, id), json.RootElement.GetProperty("partSize").GetInt32())
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
        ["partSize"] = PartSize,
    });
}
