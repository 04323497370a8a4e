using System.Security.Cryptography;

namespace Forge.Artifacts.S3;

/// <summary>Content that is hashed as it is sent, so that it is read once.</summary>
/// <remarks>What is small is in memory. The rest comes part by part; only when a server has lost parts is it read again, if it can be.</remarks>
internal sealed class UploadContent : IDisposable
{
    private readonly Stream _source;
    private readonly PartBuffers _buffers;
    private readonly long _begin;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ArraySegment<byte> _head;
    private bool _isAtEnd;

    private UploadContent(Stream source, PartPlan plan, PartBuffers buffers)
    {
        _source = source;
        _buffers = buffers;
        _begin = source.CanSeek ? source.Position : 0;
        Plan = plan;
    }

    /// <summary>Gets whether the server is asked to encrypt it.</summary>
    public ServerEncryption Encryption { get; init; }

    /// <summary>Gets the digest, once the content was read to its end.</summary>
    public ArtifactDigest Digest { get; private set; }

    /// <summary>Gets the number of bytes that were read.</summary>
    public long Size { get; private set; }

    /// <summary>Gets the division into parts.</summary>
    public PartPlan Plan { get; }

    /// <summary>Gets all bytes, when they are few.</summary>
    public ArraySegment<byte>? Whole { get; private set; }

    /// <summary>Gets a value indicating whether the content can be read again.</summary>
    public bool CanRewind => _source.CanSeek;

    /// <summary>Gets the first part before it is taken, and nothing afterwards.</summary>
    public ReadOnlySpan<byte> Head => _head;

    /// <summary>Reads the beginning of content, or all of it when there is no more than a part.</summary>
    /// <exception cref="ContentException">The content failed.</exception>
    public static async Task<UploadContent> OpenAsync(Stream content, int partSize, PartBuffers buffers, ServerEncryption encryption, CancellationToken cancellationToken)
    {
        long? length = content.CanSeek ? content.Length - content.Position : null;
        var upload = new UploadContent(content, PartPlan.For(length, partSize), buffers) { Encryption = encryption };
        try
        {
            if (length < partSize)
            {
                upload.Whole = await upload.ReadAsync(new byte[length.Value], (int)length, cancellationToken).ConfigureAwait(false);
                upload.End();
                return upload;
            }

            upload._head = await upload.ReadAsync(upload.Plan.PartSize, cancellationToken).ConfigureAwait(false);
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
    /// <param name="number">The part's number, from 1.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The bytes, in a buffer that the caller gives back; none after the end.</returns>
    /// <exception cref="ContentException">The content failed.</exception>
    public async Task<ArraySegment<byte>> ReadPartAsync(int number, CancellationToken cancellationToken)
    {
        var part = _head;
        _head = default;
        return part.Count > 0 || _isAtEnd ? part : await ReadAsync(Plan.LengthOf(number), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what is left, for the digest.</summary>
    /// <exception cref="ContentException">The content failed.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        DropHead();
        while (!_isAtEnd)
        {
            _buffers.Return(await ReadAsync(Plan.PartSize, cancellationToken).ConfigureAwait(false));
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

        if (!CanRewind)
        {
            throw new IOException("the server has lost what was sent, and the content can be read once only");
        }

        _source.Position = _begin;
        _hash.GetHashAndReset();
        (Size, _isAtEnd) = (0, false);
        _head = await ReadAsync(Plan.PartSize, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DropHead();
        _hash.Dispose();
    }

    private void DropHead()
    {
        _buffers.Return(_head);
        _head = default;
    }

    private void End()
    {
        if (!_isAtEnd)
        {
            _isAtEnd = true;
            Digest = ArtifactDigest.FromHash(_hash.GetHashAndReset());
        }
    }

    private Task<ArraySegment<byte>> ReadAsync(int length, CancellationToken cancellationToken) => ReadAsync(_buffers.Take(length), length, cancellationToken);

    private async Task<ArraySegment<byte>> ReadAsync(byte[] buffer, int length, CancellationToken cancellationToken)
    {
        try
        {
            var read = await _source.ReadAtLeastAsync(buffer.AsMemory(0, length), length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            _hash.AppendData(buffer, 0, read);
            Size += read;
            if (read < length)
            {
                End();
            }

            return new ArraySegment<byte>(buffer, 0, read);
        }
        catch (Exception e) when (e is not (ArtifactStoreException or OperationCanceledException))
        {
            throw new ContentException(e);
        }
    }
}
