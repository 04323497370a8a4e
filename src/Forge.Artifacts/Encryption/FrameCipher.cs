using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Forge.Artifacts.Encryption;

/// <summary>Encrypts an artifact in frames of equal size. A frame's place and whether it is the last are part of what its tag proves.</summary>
/// <remarks>The key is used for one artifact only, so a counter is a safe nonce; zero is the header's. Not safe for concurrent use.</remarks>
internal sealed class FrameCipher(byte[] dataKey) : IDisposable
{
    /// <summary>The size of a frame's content, but for the last.</summary>
    public const int FrameSize = 64 * 1024;

    /// <summary>How much longer an encrypted frame is.</summary>
    public const int Overhead = 16;

    private const int NonceSize = 12;

    private readonly AesGcm _aes = new(dataKey, Overhead);
    private readonly byte[] _nonce = new byte[NonceSize];
    private long _number;

    /// <summary>Encrypts the next frame.</summary>
    /// <returns>How long it has become.</returns>
    public int Seal(ReadOnlySpan<byte> content, Span<byte> frame, bool isLast)
    {
        _aes.Encrypt(NextNonce(isLast), content, frame[..content.Length], frame.Slice(content.Length, Overhead));
        return content.Length + Overhead;
    }

    /// <summary>Decrypts the next frame.</summary>
    /// <returns>How long its content is.</returns>
    /// <exception cref="CryptographicException">It was changed, is not the next one or not the last.</exception>
    public int Open(ReadOnlySpan<byte> frame, Span<byte> content, bool isLast)
    {
        var length = frame.Length - Overhead;
        if (length < 0)
        {
            throw new CryptographicException("A frame is cut off.");
        }

        _aes.Decrypt(NextNonce(isLast), frame[..length], frame[length..], content[..length]);
        return length;
    }

    /// <inheritdoc/>
    public void Dispose() => _aes.Dispose();

    private byte[] NextNonce(bool isLast)
    {
        BinaryPrimitives.WriteInt64BigEndian(_nonce, ++_number);
        _nonce[^1] = isLast ? (byte)1 : (byte)0;
        return _nonce;
    }
}
