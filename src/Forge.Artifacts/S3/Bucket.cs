using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace Forge.Artifacts.S3;

/// <summary>The objects of a bucket: each member is a request, repeated where that may help, with the raw failure of the last try.</summary>
internal sealed class Bucket(IAmazonS3 client, S3ArtifactStoreOptions options, ObjectNames names, ServerCalls calls)
{
    private readonly string _bucket = options.Bucket;

    /// <summary>Gets what makes the requests.</summary>
    public ServerCalls Calls => calls;

    /// <summary>Gets the uploads in parts.</summary>
    public MultipartRequests Uploads { get; } = new(client, options, calls);

    /// <summary>Asks for an object.</summary>
    /// <returns>Its state, or null when there is none.</returns>
    public async Task<ObjectState?> StatAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var response = await calls.RunAsync(
                "look up an object",
                watch => client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _bucket, Key = name }, watch.Token),
                cancellationToken).ConfigureAwait(false);
            return await UnsealAsync(ObjectState.From(response), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (RequestFailure.IsMissing(e))
        {
            return null;
        }
    }

    /// <summary>Reads the digest of an artifact that has a seal.</summary>
    /// <returns>The state with the digest, when there is one.</returns>
    public async Task<ObjectState> UnsealAsync(ObjectState state, CancellationToken cancellationToken) =>
        state is { Digest: null, Seal: { } seal } && await StatAsync(names.Seal(seal), cancellationToken).ConfigureAwait(false) is { } found
            ? state with { Digest = found.Digest }
            : state;

    /// <summary>Writes an object if a condition holds.</summary>
    public async Task PutAsync(
        string name, ArraySegment<byte> content, WriteCondition condition, Action<MetadataCollection> mark, CancellationToken cancellationToken, ServerEncryption encryption = default) =>
        await calls.RunAsync(
            "write an object",
            watch =>
            {
                var request = new PutObjectRequest
                {
                    BucketName = _bucket,
                    Key = name,
                    InputStream = watch.Follow(content.Array!, content.Count),
                    IfNoneMatch = condition.NoneMatch,
                    IfMatch = condition.Tag,
                };
                if (encryption is ServerEncryption.AsConfigured)
                {
                    Encryption.Ask(request, options);
                }

                mark(request.Metadata);
                return client.PutObjectAsync(request, watch.Token);
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Writes an object of the store's own, in the stead of whatever is there.</summary>
    public async Task OverwriteAsync(string name, byte[] content, CancellationToken cancellationToken) =>
        await calls.RunAsync(
            "write a record",
            watch =>
            {
                var request = new PutObjectRequest { BucketName = _bucket, Key = name, InputStream = watch.Follow(content, content.Length) };
                Encryption.Ask(request, options);
                return client.PutObjectAsync(request, watch.Token);
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Reads a small object whole.</summary>
    /// <returns>Its bytes, or null when there is none.</returns>
    public async Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.RunAsync(
                "read a record",
                async watch =>
                {
                    using var response = await client.GetObjectAsync(new GetObjectRequest { BucketName = _bucket, Key = name }, watch.Token).ConfigureAwait(false);
                    using var bytes = new MemoryStream();
                    await response.ResponseStream.CopyToAsync(bytes, watch.Token).ConfigureAwait(false);
                    return bytes.ToArray();
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (RequestFailure.IsMissing(e))
        {
            return null;
        }
    }

    /// <summary>Begins to read an object.</summary>
    /// <returns>The answer, or null when there is no such object. The caller disposes it.</returns>
    public async Task<GetObjectResponse?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.RunAsync(
                "read an object",
                watch => client.GetObjectAsync(new GetObjectRequest { BucketName = _bucket, Key = name }, watch.Token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (RequestFailure.IsMissing(e))
        {
            return null;
        }
    }

    /// <summary>Goes on reading an object that has not changed since. Once: the reader counts the tries.</summary>
    public Task<GetObjectResponse> ResumeAsync(string name, ObjectState state, long position, CancellationToken cancellationToken) =>
        calls.OnceAsync(
            watch => client.GetObjectAsync(
                new GetObjectRequest
                {
                    BucketName = _bucket,
                    Key = name,
                    VersionId = state.Version,
                    EtagToMatch = state.Tag,
                    ByteRange = new ByteRange(position, state.Size - 1),
                },
                watch.Token),
            cancellationToken);

    /// <summary>Deletes an object, if it is there.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        await calls.RunAsync(
            "delete an object",
            watch => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _bucket, Key = name }, watch.Token),
            cancellationToken).ConfigureAwait(false);

    /// <summary>Asks whether the bucket keeps versions.</summary>
    public async Task<bool> IsVersionedAsync(CancellationToken cancellationToken) =>
        (await calls.RunAsync(
            "ask for versions",
            watch => client.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = _bucket }, watch.Token),
            cancellationToken).ConfigureAwait(false)).VersioningConfig?.Status is { } status && status != VersionStatus.Off;

    /// <summary>Makes a link to an object, without asking the server.</summary>
    public async Task<Uri> CreateLinkAsync(string name, string? version, TimeSpan lifetime) => new(await client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
    {
        BucketName = _bucket,
        Key = name,
        VersionId = version,
        Verb = HttpVerb.GET,
        Expires = calls.TimeProvider.GetUtcNow().UtcDateTime + lifetime,
        Protocol = options.Endpoint is { Scheme: "http" } ? Protocol.HTTP : Protocol.HTTPS,
    }).ConfigureAwait(false));

    /// <summary>Lists the names of objects, in the order of their bytes.</summary>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var from = next;
            var page = await calls.RunAsync(
                "list objects",
                watch => client.ListObjectsV2Async(
                    new ListObjectsV2Request { BucketName = _bucket, Prefix = prefix, ContinuationToken = from, Encoding = EncodingType.Url }, watch.Token),
                cancellationToken).ConfigureAwait(false);
            foreach (var found in page.S3Objects ?? [])
            {
                yield return Uri.UnescapeDataString(found.Key.Replace('+', ' '));
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }
}
