using System.Security.Cryptography;
using Forge.Shared.Archives;

namespace Forge.Artifacts;

/// <summary>The bytes of an artifact. The read that reaches the end throws, instead of returning its bytes, when they are not those that were stored.</summary>
internal sealed class VerifiedArtifactStream(Stream stream, ArtifactInfo info) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;
    private bool _isVerified;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = stream.Read(buffer);
        Check(buffer[..read], isEnd: read == 0 && buffer.Length > 0);
        return read;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Check(buffer.Span[..read], isEnd: read == 0 && buffer.Length > 0);
        return read;
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

    private void Check(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        if (_isVerified && bytes.IsEmpty)
        {
            return;
        }

        _hash.AppendData(bytes);
        _read += bytes.Length;
        if (_read < info.Size && !isEnd)
        {
            return;
        }

        if (_read != info.Size || ArtifactDigest.FromHash(_hash.GetHashAndReset()) != info.Digest)
        {
            throw new ArtifactStoreException(
                $"The artifact '{info.Key}' is damaged: its bytes are not those that were stored (SHA-256 {info.Digest}, {info.Size} bytes). Delete it and store it anew.",
                ArtifactStoreFailure.Corrupt,
                info.Key);
        }

        _isVerified = true;
    }
}
