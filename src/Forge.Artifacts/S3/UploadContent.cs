using System.Buffers;
using System.Security.Cryptography;

namespace Forge.Artifacts.S3;

/// <summary>Content whose digest is known and whose parts can be read again.</summary>
/// <remarks>
/// The digest must be known before the first byte goes, because it stands in front of the object. What is small is in memory; what can be
/// read again is read twice, with a check over each part that finds what has changed in between; the rest goes to a nameless file first.
/// </remarks>
internal sealed class UploadContent : IAsyncDisposable
{
    private const int BufferSize = 1024 * 1024;

    private readonly List<uint> _checks = [];
    private Stream _source = Stream.Null;
    private long _begin;
    private FileStream? _spool;

    private UploadContent(PartPlan plan) => Plan = plan;

    /// <summary>Gets the digest.</summary>
    public ArtifactDigest Digest { get; private set; }

    /// <summary>Gets the division into parts.</summary>
    public PartPlan Plan { get; private set; }

    /// <summary>Gets all bytes, when they are few.</summary>
    public ArraySegment<byte>? Whole { get; private set; }

    /// <summary>Reads content to its end.</summary>
    public static async Task<UploadContent> ReadAsync(Stream content, int partSize, string? spoolDirectory, CancellationToken cancellationToken)
    {
        if (content.CanSeek && content.Length - content.Position >= partSize)
        {
            return await ScanAsync(content, default, partSize, spoolDirectory, cancellationToken).ConfigureAwait(false);
        }

        var head = ArrayPool<byte>.Shared.Rent(partSize);
        try
        {
            var read = await content.ReadAtLeastAsync(head.AsMemory(0, partSize), partSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return read == partSize
                ? await ScanAsync(content, new ArraySegment<byte>(head, 0, read), partSize, spoolDirectory, cancellationToken).ConfigureAwait(false)
                : new UploadContent(PartPlan.For(read, partSize))
                {
                    Digest = ArtifactDigest.FromHash(SHA256.HashData(head.AsSpan(0, read))),
                    Whole = head.AsSpan(0, read).ToArray(),
                };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(head);
        }
    }

    /// <summary>Reads a part. One at a time.</summary>
    /// <exception cref="ContentException">The content has changed since it was read first.</exception>
    public async Task ReadPartAsync(int number, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = Plan.LengthOf(number);
        var position = _begin + Plan.OffsetOf(number);
        if (_source.Position != position)
        {
            _source.Position = position;
        }

        var read = await _source.ReadAtLeastAsync(buffer.AsMemory(0, length), length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read < length || (_spool is null && new PartCheck().Append(buffer.AsSpan(0, length)) != _checks[number - 1]))
        {
            throw new ContentException(new IOException("The content changed while it was stored. Store it again when nobody writes to it."));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_spool is not null)
        {
            await _spool.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<UploadContent> ScanAsync(
        Stream content, ReadOnlyMemory<byte> head, int partSize, string? spoolDirectory, CancellationToken cancellationToken)
    {
        // What has grown beyond its first part while it was read can be read once only, like what comes over a network.
        var isSpooled = !content.CanSeek || head.Length > 0;
        var spool = isSpooled ? SpoolFile.Create(spoolDirectory) : null;
        var upload = new UploadContent(PartPlan.For(isSpooled ? 0 : content.Length - content.Position, partSize))
        {
            _spool = spool,
            _source = spool ?? content,
            _begin = isSpooled ? 0 : content.Position,
        };
        try
        {
            await upload.ScanAsync(content, head, cancellationToken).ConfigureAwait(false);
            return upload;
        }
        catch
        {
            await upload.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ScanAsync(Stream content, ReadOnlyMemory<byte> head, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var scan = new PartScan(Plan.PartSize, _checks);
        var (current, next) = (ArrayPool<byte>.Shared.Rent(BufferSize), ArrayPool<byte>.Shared.Rent(BufferSize));
        var following = Task.FromResult(0);
        try
        {
            var chunk = head.Length > 0 ? head : current.AsMemory(0, await content.ReadAsync(current.AsMemory(0, BufferSize), cancellationToken).ConfigureAwait(false));
            while (chunk.Length > 0)
            {
                // The next bytes come while these are looked at.
                following = content.ReadAsync(next.AsMemory(0, BufferSize), cancellationToken).AsTask();
                hash.AppendData(chunk.Span);
                scan.Append(chunk.Span);
                if (_spool is not null)
                {
                    await _spool.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
                }

                chunk = next.AsMemory(0, await following.ConfigureAwait(false));
                (current, next) = (next, current);
            }
        }
        finally
        {
            await ((Task)following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(current);
            ArrayPool<byte>.Shared.Return(next);
        }

        scan.End();
        Digest = ArtifactDigest.FromHash(hash.GetHashAndReset());
        Plan = _spool is null ? Plan with { Size = scan.Size } : PartPlan.For(scan.Size, Plan.PartSize);
    }
}
