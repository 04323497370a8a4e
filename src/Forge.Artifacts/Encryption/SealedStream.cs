using System.Security.Cryptography;
using Forge.Shared.Archives;

namespace Forge.Artifacts.Encryption;

/// <summary>The bytes of an artifact that is not encrypted. The read that reaches the end throws when they are not those that were sealed.</summary>
internal sealed class SealedStream(Stream stream, ArtifactInfo info) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;
    private bool _isVerified;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Check(buffer, stream.Read(buffer));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Check(buffer.Span, read);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Check(ReadOnlySpan<byte> buffer, int read)
    {
        _read += read;
        if (!_isVerified)
        {
            _hash.AppendData(buffer[..read]);
        }

        if (_read > info.Size || (read == 0 && buffer.Length > 0 && _read < info.Size))
        {
            throw HeaderReader.Damaged(info.Key);
        }

        if (_read == info.Size && !_isVerified)
        {
            _isVerified = ArtifactDigest.FromHash(_hash.GetHashAndReset()) == info.Digest ? true : throw HeaderReader.Damaged(info.Key);
        }

        return read;
    }
}
