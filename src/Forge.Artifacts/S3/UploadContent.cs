using System.Buffers;
using System.Security.Cryptography;

namespace Forge.Artifacts.S3;

/// <summary>Content that is hashed as it is sent, so that it is read once.</summary>
/// <remarks>What is small is in memory. The rest comes part by part; only when a server has lost parts is it read again, if it can be.</remarks>
internal sealed class UploadContent : IDisposable
{
    private readonly Stream _source;
    private readonly long _begin;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _head = [];
    private int _headLength;
    private bool _isAtEnd;

    private UploadContent(Stream source, PartPlan plan)
    {
        _source = source;
        _begin = source.CanSeek ? source.Position : 0;
        Plan = plan;
    }

    /// <summary>Gets the digest, once the content was read to its end.</summary>
    public ArtifactDigest Digest { get; private set; }

    /// <summary>Gets the number of bytes that were read.</summary>
    public long Size { get; private set; }

    /// <summary>Gets the division into parts.</summary>
    public PartPlan Plan { get; }

    /// <summary>Gets all bytes, when they are few.</summary>
    public ArraySegment<byte>? Whole { get; private set; }

    /// <summary>Gets the first part before it is taken, and nothing afterwards.</summary>
    public ReadOnlyMemory<byte> Head => _head.AsMemory(0, _headLength);

    /// <summary>Reads the beginning of content, or all of it when there is no more than a part.</summary>
    /// <exception cref="ContentException">The content failed.</exception>
    public static async Task<UploadContent> OpenAsync(Stream content, int partSize, CancellationToken cancellationToken)
    {
        var upload = new UploadContent(content, PartPlan.For(content.CanSeek ? content.Length - content.Position : null, partSize));
        try
        {
            await upload.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
            if (upload._isAtEnd)
            {
                upload.Whole = upload.Head.ToArray();
                upload.DropHead();
            }

            return upload;
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next part. One at a time.</summary>
    /// <param name="buffer">Where to; it holds the length of the part by the plan.</param>
    /// <param name="length">That length.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>How many bytes the part has: fewer at the end, 0 after it.</returns>
    /// <exception cref="ContentException">The content failed.</exception>
    public async Task<int> ReadPartAsync(byte[] buffer, int length, CancellationToken cancellationToken)
    {
        var read = Head.Length;
        if (read > 0)
        {
            Head.CopyTo(buffer);
            DropHead();
            return read;
        }

        return _isAtEnd ? 0 : await ReadAsync(buffer, length, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what is left, for the digest.</summary>
    /// <exception cref="ContentException">The content failed.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        DropHead();
        var buffer = ArrayPool<byte>.Shared.Rent(Plan.PartSize);
        try
        {
            while (!_isAtEnd)
            {
                await ReadAsync(buffer, Plan.PartSize, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Goes back to the beginning.</summary>
    /// <exception cref="IOException">The content can be read once only, and something of it was taken.</exception>
    /// <exception cref="ContentException">The content failed.</exception>
    public async Task RewindAsync(CancellationToken cancellationToken)
    {
        if (Head.Length > 0)
        {
            return;
        }

        if (!_source.CanSeek)
        {
            throw new IOException("the server has lost what was sent, and the content can be read once only");
        }

        _source.Position = _begin;
        _hash.GetHashAndReset();
        (Size, _isAtEnd) = (0, false);
        await ReadHeadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DropHead();
        _hash.Dispose();
    }

    private async Task ReadHeadAsync(CancellationToken cancellationToken)
    {
        _head = ArrayPool<byte>.Shared.Rent(Plan.PartSize);
        _headLength = await ReadAsync(_head, Plan.PartSize, cancellationToken).ConfigureAwait(false);
    }

    private void DropHead()
    {
        if (_head.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_head);
            (_head, _headLength) = ([], 0);
        }
    }

    private async Task<int> ReadAsync(byte[] buffer, int length, CancellationToken cancellationToken)
    {
        try
        {
            var read = await _source.ReadAtLeastAsync(buffer.AsMemory(0, length), length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            _hash.AppendData(buffer, 0, read);
            Size += read;
            if (read < length)
            {
                _isAtEnd = true;
                Digest = ArtifactDigest.FromHash(_hash.GetHashAndReset());
            }

            return read;
        }
        catch (Exception e) when (e is not (ArtifactStoreException or OperationCanceledException))
        {
            throw new ContentException(e);
        }
    }
}
