using Amazon.S3;

namespace Forge.Artifacts.S3;

/// <summary>What a server is found to do, once per process.</summary>
internal sealed class ServerTraits(Bucket bucket, ObjectNames names) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(initialCount: 1);
    private bool? _completesConditionally;

    /// <summary>Writes, reads and deletes an object.</summary>
    /// <exception cref="ArtifactStoreException">The server lets a second writer of a name win.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var name = names.NewProbe();
        try
        {
            await WriteAsync(name, cancellationToken).ConfigureAwait(false);
            try
            {
                await WriteAsync(name, cancellationToken).ConfigureAwait(false);
                throw await IgnoresConditionsAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (AmazonS3Exception e) when (RequestFailure.IsUnmet(e))
            {
                await bucket.StatAsync(name, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await bucket.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells whether the server heeds a condition when the parts of an upload are put together. Asked by trying it, when the first upload needs it.</summary>
    public async Task<bool> CompletesConditionallyAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _completesConditionally ??= await TryCompletionAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<bool> TryCompletionAsync(CancellationToken cancellationToken)
    {
        var name = names.NewProbe();
        await WriteAsync(name, cancellationToken).ConfigureAwait(false);
        var target = await bucket.Uploads.InitiateAsync(name, Seals.NewToken(), ServerEncryption.AsConfigured, cancellationToken).ConfigureAwait(false);
        try
        {
            var part = await bucket.Uploads.SendAsync(target, number: 1, new ArraySegment<byte>([1]), cancellationToken).ConfigureAwait(false);
            await bucket.Uploads.CompleteAsync(target, [part], WriteCondition.Absent.NoneMatch, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (AmazonS3Exception e) when (RequestFailure.IsUnmet(e))
        {
            return true;
        }
        catch (Exception e) when (RequestFailure.IsTransient(e))
        {
            // Unknown: the way that works on every server will do.
            return false;
        }
        finally
        {
            await bucket.Uploads.AbortAsync(target, cancellationToken).ConfigureAwait(false);
            await bucket.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ArtifactStoreException> IgnoresConditionsAsync(CancellationToken cancellationToken)
    {
        const string Meaning = "ignores If-None-Match, so that of several writers of a key more than one would win.";
        bool isVersioned;
        try
        {
            isVersioned = await bucket.IsVersionedAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception)
        {
            // Not everybody may ask, and not every server knows.
            isVersioned = false;
        }

        return new ArtifactStoreException(
            isVersioned
                ? $"The bucket keeps versions, and there the server {Meaning} Use a bucket that keeps none, or a server that knows conditional writes in both."
                : $"The server {Meaning} Use a server that knows conditional writes.",
            ArtifactStoreFailure.Unavailable);
    }

    private Task WriteAsync(string name, CancellationToken cancellationToken) =>
        bucket.PutAsync(name, new ArraySegment<byte>([1]), WriteCondition.Absent, mark: _ => { }, cancellationToken);
}
