using System.Security.Cryptography;
using Forge.Shared.Archives;

namespace Forge.Artifacts.Encryption;

/// <summary>The content of an encrypted artifact. No byte of a frame comes out before the frame has proved right.</summary>
internal sealed class DecryptingStream(Stream encrypted, EncryptionHeader header, ArtifactKey key) : ForwardStream
{
    private readonly FrameCipher _cipher = new(header.DataKey);
    private readonly byte[] _frame = new byte[FrameCipher.FrameSize + FrameCipher.Overhead];
    private readonly byte[] _content = new byte[FrameCipher.FrameSize];
    private long _opened;
    private int _from;
    private int _to;
    private bool _isEnded;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_from == _to && !_isEnded && buffer.Length > 0)
        {
            Open(encrypted.ReadAtLeast(_frame.AsSpan(0, NextLength()), NextLength(), throwOnEndOfStream: false));
            EndIf(isEmpty: _isEnded && encrypted.ReadByte() < 0);
        }

        return Take(buffer);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_from == _to && !_isEnded && buffer.Length > 0)
        {
            Open(await encrypted.ReadAtLeastAsync(_frame.AsMemory(0, NextLength()), NextLength(), throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false));
            EndIf(isEmpty: _isEnded && await encrypted.ReadAsync(_frame.AsMemory(0, 1), cancellationToken).ConfigureAwait(false) == 0);
        }

        return Take(buffer.Span);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            encrypted.Dispose();
            _cipher.Dispose();
        }

        base.Dispose(disposing);
    }

    private int NextLength() => (int)Math.Min(FrameCipher.FrameSize, header.Size - _opened) + FrameCipher.Overhead;

    private void Open(int read)
    {
        var length = NextLength() - FrameCipher.Overhead;
        _isEnded = _opened + length == header.Size;
        try
        {
            (_from, _to) = (0, _cipher.Open(_frame.AsSpan(0, read), _content, _isEnded));
        }
        catch (CryptographicException)
        {
            throw HeaderReader.Damaged(key);
        }

        _opened += length;
    }

    private void EndIf(bool isEmpty)
    {
        if (_isEnded && !isEmpty)
        {
            throw HeaderReader.Damaged(key);
        }
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _to - _from);
        _content.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }
}
