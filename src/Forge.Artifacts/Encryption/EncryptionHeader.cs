using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Forge.Artifacts.Encryption;

/// <summary>What stands before the frames of an encrypted artifact: which key, the artifact's own key under it, and what the artifact is.</summary>
/// <remarks>
/// <c>forgeenc</c>, the format (1), the length of the key's id, the id, a nonce, the artifact's key and its tag, then the digest and the size under the
/// artifact's key with their tag. The name of the artifact is bound to both, so that one artifact cannot be put in the place of another.
/// </remarks>
internal sealed record EncryptionHeader
{
    private const byte Format = 1;
    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int DigestSize = 32;
    private const int SummarySize = DigestSize + sizeof(long);
    private const int Fixed = 10;

    private const int RestSize = NonceSize + KeySize + TagSize + SummarySize + TagSize;

    private static readonly byte[] NoNonce = new byte[NonceSize];

    /// <summary>Gets the artifact's own key.</summary>
    public required byte[] DataKey { get; init; }

    /// <summary>Gets the digest of the artifact.</summary>
    public required ArtifactDigest Digest { get; init; }

    /// <summary>Gets the size of the artifact in bytes.</summary>
    public required long Size { get; init; }

    private static ReadOnlySpan<byte> Magic => "forgeenc"u8;

    /// <summary>Returns how long a header is.</summary>
    public static int LengthFor(string keyId) => Fixed + Encoding.UTF8.GetByteCount(keyId) + RestSize;

    /// <summary>Writes a header.</summary>
    public byte[] Write(string keyId, byte[] key, ArtifactKey artifact)
    {
        var bytes = new byte[LengthFor(keyId)];
        Magic.CopyTo(bytes);
        bytes[Magic.Length] = Format;
        bytes[Magic.Length + 1] = (byte)Encoding.UTF8.GetBytes(keyId, bytes.AsSpan(Fixed));
        var rest = bytes.AsSpan(bytes.Length - RestSize);
        var bound = Bound(bytes.AsSpan(0, bytes.Length - RestSize), artifact);
        RandomNumberGenerator.Fill(rest[..NonceSize]);
        using (var wrapping = new AesGcm(key, TagSize))
        {
            wrapping.Encrypt(rest[..NonceSize], DataKey, rest.Slice(NonceSize, KeySize), rest.Slice(NonceSize + KeySize, TagSize), bound);
        }

        Span<byte> summary = stackalloc byte[SummarySize];
        Convert.FromHexString(Digest.Value).CopyTo(summary);
        BinaryPrimitives.WriteInt64LittleEndian(summary[DigestSize..], Size);
        var sealedSummary = rest[(NonceSize + KeySize + TagSize)..];
        using var sealing = new AesGcm(DataKey, TagSize);
        sealing.Encrypt(NoNonce, summary, sealedSummary[..SummarySize], sealedSummary[SummarySize..], bound);
        return bytes;
    }

    /// <summary>Reads how long the key's id is.</summary>
    /// <returns>The length, or null when the bytes are not the start of an encrypted artifact.</returns>
    public static int? ReadIdLength(ReadOnlySpan<byte> start) =>
        start.Length >= Fixed && start[..Magic.Length].SequenceEqual(Magic) && start[Magic.Length] == Format ? start[Magic.Length + 1] : null;

    /// <summary>Reads the key's id.</summary>
    public static string ReadId(ReadOnlySpan<byte> header) => Encoding.UTF8.GetString(header[Fixed..^RestSize]);

    /// <summary>Reads a header.</summary>
    /// <exception cref="CryptographicException">It was changed, belongs to another artifact, or the key is another one.</exception>
    public static EncryptionHeader Read(ReadOnlySpan<byte> header, byte[] key, ArtifactKey artifact)
    {
        var rest = header[^RestSize..];
        var bound = Bound(header[..^RestSize], artifact);
        var dataKey = new byte[KeySize];
        using (var wrapping = new AesGcm(key, TagSize))
        {
            wrapping.Decrypt(rest[..NonceSize], rest.Slice(NonceSize, KeySize), rest.Slice(NonceSize + KeySize, TagSize), dataKey, bound);
        }

        Span<byte> summary = stackalloc byte[SummarySize];
        var sealedSummary = rest[(NonceSize + KeySize + TagSize)..];
        using var sealing = new AesGcm(dataKey, TagSize);
        sealing.Decrypt(NoNonce, sealedSummary[..SummarySize], sealedSummary[SummarySize..], summary, bound);
        return new EncryptionHeader
        {
            DataKey = dataKey,
            Digest = ArtifactDigest.FromHash(summary[..DigestSize]),
            Size = BinaryPrimitives.ReadInt64LittleEndian(summary[DigestSize..]),
        };
    }

    private static byte[] Bound(ReadOnlySpan<byte> start, ArtifactKey artifact) => [.. start, .. Encoding.UTF8.GetBytes(artifact.Value)];
}
