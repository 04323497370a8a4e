using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;

namespace Forge.Artifacts.S3;

/// <summary>The way to the server. It is looked over before its first use, and again by the next call when that failed.</summary>
internal sealed class StoreConnection(S3ArtifactStoreOptions options, ISecretStore? secrets, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(initialCount: 1);
    private readonly ObjectNames _names = new(options.Prefix);
    private readonly ServerCalls _calls = new(new RetryBudget(options.MaxAttempts, options.RetryDelay), options.IdleTimeout, timeProvider, logger);
    private volatile OpenStore? _open;
    private ServerHttp? _http;

    /// <summary>Opens the store.</summary>
    /// <returns>The store, open, and whether by this call.</returns>
    public async Task<(OpenStore Store, bool IsNew)> OpenAsync(CancellationToken cancellationToken)
    {
        if (_open is { } known)
        {
            return (known, false);
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var isNew = _open is null;
            return (_open ??= await ConnectAsync(cancellationToken).ConfigureAwait(false), isNew);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _open?.Dispose();
        _http?.Dispose();
        _turn.Dispose();
    }

    private async Task<OpenStore> ConnectAsync(CancellationToken cancellationToken)
    {
        var client = await CreateClientAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var open = new OpenStore(client, options, _names, _calls);
            await open.Traits.CheckAsync(cancellationToken).ConfigureAwait(false);
            if (options.ExpireUploadsAfterDays is { } days)
            {
                await new UploadExpiry(client, options, _calls).EnsureAsync(_names.All, days, cancellationToken).ConfigureAwait(false);
            }

            return open;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task<AmazonS3Client> CreateClientAsync(CancellationToken cancellationToken)
    {
        var credentials = Credentials();
        _http ??= ServerHttp.For(options);
        if (options.Checksums != S3Checksums.Probe)
        {
            return ClientConfiguration.CreateClient(options, credentials, _http, sendsChecksums: options.Checksums == S3Checksums.WhenSupported);
        }

        var client = ClientConfiguration.CreateClient(options, credentials, _http, sendsChecksums: true);
        if (await TakesChecksumsAsync(client, cancellationToken).ConfigureAwait(false))
        {
            return client;
        }

        client.Dispose();
        return ClientConfiguration.CreateClient(options, credentials, _http, sendsChecksums: false);
    }

    // A server that does not know the checksums refuses the request in one of many ways. When the reason was another one, the
    // requests without checksums meet it again.
    private async Task<bool> TakesChecksumsAsync(AmazonS3Client client, CancellationToken cancellationToken)
    {
        var name = _names.NewProbe();
        try
        {
            await _calls.OnceAsync(
                watch => client.PutObjectAsync(new PutObjectRequest { BucketName = options.Bucket, Key = name, InputStream = watch.Follow([1], 1) }, watch.Token),
                cancellationToken).ConfigureAwait(false);
            await _calls.OnceAsync(
                watch => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = options.Bucket, Key = name }, watch.Token), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is (>= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError) or HttpStatusCode.NotImplemented)
        {
            return false;
        }
        catch (Exception e) when (RequestFailure.IsTransient(e) && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private StoredCredentials? Credentials() => options.CredentialsSecret is not { } id
        ? null
        : new StoredCredentials(
            secrets ?? throw new ArtifactStoreException(
                $"The credentials of the store '{options.Name}' are the secret '{id}', but the host has no secret store. Add an {nameof(ISecretStore)}.", ArtifactStoreFailure.Unavailable),
            id,
            timeProvider);
}
