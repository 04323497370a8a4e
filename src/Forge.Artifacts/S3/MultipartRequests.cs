using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace Forge.Artifacts.S3;

/// <summary>The requests for uploads in parts.</summary>
internal sealed class MultipartRequests(IAmazonS3 client, S3ArtifactStoreOptions options, ServerCalls calls)
{
    // The server puts the parts together before it answers.
    private const int CompletionPatience = 10;

    private readonly string _bucket = options.Bucket;

    /// <summary>Begins an upload.</summary>
    /// <returns>The upload.</returns>
    public async Task<UploadTarget> InitiateAsync(string name, string seal, ServerEncryption encryption, CancellationToken cancellationToken)
    {
        var response = await calls.RunAsync(
            "begin an upload",
            watch =>
            {
                var request = new InitiateMultipartUploadRequest { BucketName = _bucket, Key = name };
                if (encryption is ServerEncryption.AsConfigured)
                {
                    Encryption.Ask(request, options);
                }

                ObjectState.MarkSealed(request.Metadata, seal);
                return client.InitiateMultipartUploadAsync(request, watch.Token);
            },
            cancellationToken).ConfigureAwait(false);
        return response.UploadId is { Length: > 0 } id ? new UploadTarget(name, id, seal) : throw new AmazonS3Exception("The answer names no upload.");
    }

    /// <summary>Sends a part.</summary>
    public async Task<PartETag> SendAsync(UploadTarget target, int number, ArraySegment<byte> content, CancellationToken cancellationToken)
    {
        var response = await calls.RunAsync(
            "send a part",
            watch => client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = _bucket,
                    Key = target.Name,
                    UploadId = target.UploadId,
                    PartNumber = number,
                    InputStream = watch.Follow(content.Array!, content.Count),
                },
                watch.Token),
            cancellationToken).ConfigureAwait(false);
        return new PartETag(number, response.ETag) { ChecksumCRC32 = response.ChecksumCRC32, ChecksumCRC64NVME = response.ChecksumCRC64NVME };
    }

    /// <summary>Lists the parts that have arrived.</summary>
    public async IAsyncEnumerable<PartDetail> ListPartsAsync(UploadTarget target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var from = next;
            var page = await calls.RunAsync(
                "list parts",
                watch => client.ListPartsAsync(new ListPartsRequest { BucketName = _bucket, Key = target.Name, UploadId = target.UploadId, PartNumberMarker = from }, watch.Token),
                cancellationToken).ConfigureAwait(false);
            foreach (var part in page.Parts ?? [])
            {
                yield return part;
            }

            next = page.IsTruncated == true ? page.NextPartNumberMarker?.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        }
        while (next is not null);
    }

    /// <summary>Puts the parts together. Once: what a failure means shows only when one looks.</summary>
    public async Task CompleteAsync(UploadTarget target, IEnumerable<PartETag> parts, string? noneMatch, CancellationToken cancellationToken) =>
        await calls.OnceAsync(
            async watch =>
            {
                watch.Extend(CompletionPatience);
                return await client.CompleteMultipartUploadAsync(
                    new CompleteMultipartUploadRequest
                    {
                        BucketName = _bucket,
                        Key = target.Name,
                        UploadId = target.UploadId,
                        PartETags = [.. parts.OrderBy(part => part.PartNumber)],
                        IfNoneMatch = noneMatch,
                    },
                    watch.Token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Throws an upload and its parts away, if it is there.</summary>
    public async Task AbortAsync(UploadTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await calls.RunAsync(
                "abort an upload",
                watch => client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = _bucket, Key = target.Name, UploadId = target.UploadId }, watch.Token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (RequestFailure.IsMissing(e))
        {
            // Finished or thrown away already.
        }
    }

    /// <summary>Lists the uploads that nobody has finished.</summary>
    public async IAsyncEnumerable<MultipartUpload> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (string? Key, string? Upload) next = default;
        do
        {
            var (key, upload) = next;
            var page = await calls.RunAsync(
                "list uploads",
                watch => client.ListMultipartUploadsAsync(
                    new ListMultipartUploadsRequest { BucketName = _bucket, Prefix = prefix, KeyMarker = key, UploadIdMarker = upload }, watch.Token),
                cancellationToken).ConfigureAwait(false);
            foreach (var found in page.MultipartUploads ?? [])
            {
                yield return found;
            }

            next = page.IsTruncated == true ? (page.NextKeyMarker, page.NextUploadIdMarker) : default;
        }
        while (next.Key is not null);
    }
}
