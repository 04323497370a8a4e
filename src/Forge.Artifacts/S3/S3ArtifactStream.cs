using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3.Model;
using Forge.Shared.Archives;

namespace Forge.Artifacts.S3;

/// <summary>The bytes of an artifact. A transfer that is cut goes on where it was; the read that reaches the end throws when the bytes are not those that were stored.</summary>
internal sealed class S3ArtifactStream(Bucket bucket, string name, ArtifactInfo info, GetObjectResponse response) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ObjectState _state = ObjectState.From(response);
    private GetObjectResponse? _response = response;
    private long _read;
    private int _failures;
    private bool _isVerified;

    /// <inheritdoc/>
    /// <remarks>A cut is not mended here: that needs to wait.</remarks>
    public override int Read(Span<byte> buffer)
    {
        var wanted = Wanted(buffer.Length);
        try
        {
            var read = wanted == 0 ? 0 : (_response ?? throw new IOException("the transfer was cut")).ResponseStream.Read(buffer[..wanted]);
            if (read == 0 && wanted > 0)
            {
                throw new IOException("the transfer was cut");
            }

            Check(buffer[..read]);
            return read;
        }
        catch (Exception e) when (e is not ArtifactStoreException && RequestFailure.IsTransient(e))
        {
            throw Unreadable(e);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = Wanted(buffer.Length);
        var read = wanted == 0 ? 0 : await ReadSomeAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
        Check(buffer.Span[..read]);
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CloseResponse();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Wanted(int length) => (int)Math.Min(length, info.Size - _read);

    private async Task<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _response ??= await bucket.ResumeAsync(name, _state, _read, cancellationToken).ConfigureAwait(false);
                using var watch = bucket.Calls.Watch(cancellationToken);
                var read = await _response.ResponseStream.ReadAsync(buffer, watch.Token).ConfigureAwait(false);
                if (read > 0)
                {
                    _failures = 0;
                    return read;
                }

                throw new IOException("the transfer was cut");
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                CloseResponse();
                if (RequestFailure.IsFailedCheck(e))
                {
                    throw Damaged();
                }

                if (!bucket.Calls.MayRepeat(e, ++_failures, cancellationToken))
                {
                    throw Unreadable(e);
                }

                await bucket.Calls.PauseAsync("go on reading", _failures, e, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void CloseResponse()
    {
        try
        {
            _response?.Dispose();
        }
        catch (AmazonClientException)
        {
            // The client has a check of its own, which this stream's check makes needless.
        }

        _response = null;
    }

    private ArtifactStoreException Unreadable(Exception cause) => new(
        $"Cannot read '{info.Key}' to its end: {RequestFailure.Describe(cause)}, after {_read} of {info.Size} bytes. Try again.",
        ArtifactStoreFailure.Unavailable,
        info.Key,
        isTransient: true,
        cause);

    private ArtifactStoreException Damaged() => new(
        $"The artifact '{info.Key}' is damaged: its bytes are not those that were stored (SHA-256 {info.Digest}, {info.Size} bytes). Read it again; when that fails too, delete it and store it anew.",
        ArtifactStoreFailure.Corrupt,
        info.Key);

    private void Check(ReadOnlySpan<byte> bytes)
    {
        if (_isVerified)
        {
            return;
        }

        _hash.AppendData(bytes);
        _read += bytes.Length;
        if (_read < info.Size)
        {
            return;
        }

        if (ArtifactDigest.FromHash(_hash.GetHashAndReset()) != info.Digest)
        {
            throw Damaged();
        }

        _isVerified = true;
    }
}
