using System.Text;
using System.Text.Json;

namespace Forge.Artifacts.Provenance;

/// <summary>A statement with a signature, in the form of DSSE 1.0.</summary>
/// <param name="Payload">The statement, as it was signed.</param>
/// <param name="KeyId">The id of the key.</param>
/// <param name="Signature">The signature of <see cref="ToBeSigned"/>.</param>
internal sealed record DsseEnvelope(byte[] Payload, string KeyId, byte[] Signature)
{
    private const string PayloadType = "application/vnd.in-toto+json";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Gives the bytes that are signed: the statement, its type, and the lengths of both.</summary>
    public static byte[] ToBeSigned(byte[] payload) =>
        [.. Encoding.UTF8.GetBytes($"DSSEv1 {PayloadType.Length} {PayloadType} {payload.Length} "), .. payload];

    /// <summary>Reads an envelope.</summary>
    /// <returns>The envelope; null when the bytes are not exactly what <see cref="ToBytes"/> writes.</returns>
    public static DsseEnvelope? TryParse(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, Strict);
            var signature = json.RootElement.GetProperty("signatures")[0];
            var envelope = new DsseEnvelope(
                json.RootElement.GetProperty("payload").GetBytesFromBase64(), signature.GetProperty("keyid").GetString() ?? "", signature.GetProperty("sig").GetBytesFromBase64());

            // One way to write it leaves no place for what a signature does not cover.
            return envelope.ToBytes().AsSpan().SequenceEqual(bytes) ? envelope : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Writes the envelope.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("payloadType", PayloadType);
            json.WriteBase64String("payload", Payload);
            json.WriteStartArray("signatures");
            json.WriteStartObject();
            json.WriteString("keyid", KeyId);
            json.WriteBase64String("sig", Signature);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
