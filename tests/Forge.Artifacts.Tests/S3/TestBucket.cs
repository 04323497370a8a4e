using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Forge.Artifacts.S3;
using Forge.Testing;
using Forge.Testing.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Artifacts.Tests.S3;

/// <summary>A bucket of a test's own on the real server, with a client that looks behind the store's back.</summary>
public sealed class TestBucket : IAsyncLifetime
{
    private const string CredentialsId = "forge/s3";

    private readonly S3Server _server;
    private readonly FakeSecretStore _secrets = new();

    public TestBucket(S3Server server)
    {
        _server = server;
        _secrets.Add(CredentialsId, JsonSerializer.Serialize(new { accessKeyId = server.AccessKeyId, secretAccessKey = server.SecretAccessKey }));
        Client = new AmazonS3Client(server.AccessKeyId, server.SecretAccessKey, new AmazonS3Config
        {
            ServiceURL = server.Endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = server.Region,
            RequestChecksumCalculation = Amazon.Runtime.RequestChecksumCalculation.WHEN_REQUIRED,
        });
    }

    public string Name { get; } = $"forge-{Guid.NewGuid():N}";

    public AmazonS3Client Client { get; }

    public async ValueTask InitializeAsync() => await Client.PutBucketAsync(Name);

    public ValueTask DisposeAsync()
    {
        // The server and what it holds go with the run.
        Client.Dispose();
        return ValueTask.CompletedTask;
    }

    internal S3ArtifactStoreOptions Options() => new()
    {
        Bucket = Name,
        Endpoint = _server.Endpoint,
        Region = _server.Region,
        CredentialsSecret = CredentialsId,
        RetryDelay = TimeSpan.FromMilliseconds(5),
    };

    /// <summary>Lets the bucket keep versions.</summary>
    internal Task KeepVersionsAsync() => Client.PutBucketVersioningAsync(new() { BucketName = Name, VersioningConfig = new() { Status = VersionStatus.Enabled } });

    /// <summary>Starts a proxy that does in the bucket what this server does only without versions: it heeds If-None-Match.</summary>
    internal FaultProxy StartHeedful()
    {
        var proxy = FaultProxy.Start(_server.Endpoint);
        proxy.Look = target => new Uri(Client.GetPreSignedURL(new GetPreSignedUrlRequest
        {
            BucketName = Name,
            Key = Uri.UnescapeDataString(target.Split('?')[0][(Name.Length + 2)..]),
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
            Protocol = Protocol.HTTP,
        }));
        proxy.Faults = request => request is { Method: "PUT" } && request.Headers.ContainsKey("If-None-Match") ? new Fault(FaultKind.HeedCondition) : null;
        return proxy;
    }

    /// <summary>Gets the uploads and the store's own objects that are in the bucket.</summary>
    internal async Task<List<string>> LeftoversAsync()
    {
        var uploads = await Client.ListMultipartUploadsAsync(Name);
        var objects = await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Name });
        var states = new Dictionary<string, ObjectState>();
        foreach (var found in objects.S3Objects ?? [])
        {
            states[found.Key] = ObjectState.From(await Client.GetObjectMetadataAsync(Name, found.Key));
        }

        // What is below .forge/ must be the seal of an artifact, and whatever else there is must be one: with a digest, or with its seal.
        var used = states.Values.Select(state => state.Seal).OfType<string>().Select(seal => $".forge/seals/{seal}").ToHashSet();
        var others = states.Where(found => found.Key.Contains(".forge/", StringComparison.Ordinal)
            ? !used.Any(seal => found.Key.EndsWith(seal, StringComparison.Ordinal))
            : found.Value.Digest is null && !states.Keys.Any(name => found.Value.Seal is { } seal && name.EndsWith($".forge/seals/{seal}", StringComparison.Ordinal)));

        return [.. (uploads.MultipartUploads ?? []).Select(upload => $"upload of {upload.Key}"), .. others.Select(found => found.Key)];
    }

    internal S3ArtifactStore Open(S3ArtifactStoreOptions options, TimeProvider? timeProvider = null) =>
        new(options, _secrets, timeProvider ?? TimeProvider.System, NullLogger<S3ArtifactStore>.Instance);

    internal S3ArtifactStore Open(Action<S3ArtifactStoreOptions>? configure = null)
    {
        var options = Options();
        configure?.Invoke(options);
        return Open(options);
    }

    /// <summary>Changes a byte of an object and keeps what stands in front of it.</summary>
    internal async Task CorruptAsync(string name)
    {
        using var response = await Client.GetObjectAsync(Name, name);
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes);
        bytes.GetBuffer()[bytes.Length / 2] ^= 1;
        bytes.Position = 0;
        var request = new PutObjectRequest { BucketName = Name, Key = name, InputStream = bytes };
        foreach (var mark in response.Metadata.Keys)
        {
            request.Metadata[mark] = response.Metadata[mark];
        }

        await Client.PutObjectAsync(request);
    }
}
