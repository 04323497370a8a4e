using System.Net;
using Amazon.S3;

namespace Forge.Artifacts.S3;

/// <summary>Brings content under a key that is not taken and takes it away again, and looks each time whether the server has really done it.</summary>
internal sealed class ArtifactWriter(Bucket bucket, ObjectNames names, PartedUpload parted)
{
    private const int Rounds = 5;

    private readonly ObjectClaims _claims = new(bucket);
    private readonly Seals _seals = new(bucket, names);

    /// <summary>Stores an artifact.</summary>
    /// <returns>What was stored, and whether by this call.</returns>
    /// <exception cref="ArtifactStoreException">The key holds other bytes.</exception>
    public async Task<(ArtifactInfo Info, bool IsNew)> WriteAsync(ArtifactKey key, UploadContent content, CancellationToken cancellationToken)
    {
        var name = names.Of(key);
        var isNew = false;
        var state = content.Whole is null ? await bucket.StatAsync(name, cancellationToken).ConfigureAwait(false) : null;
        for (var round = 0; round < Rounds; round++)
        {
            if (state is { Claim: null })
            {
                await content.FinishAsync(cancellationToken).ConfigureAwait(false);
                return (Judge(key, state, content), isNew);
            }

            isNew = true;
            if (content.Whole is { } bytes)
            {
                isNew = await TryPutAsync(name, content, bytes, state, cancellationToken).ConfigureAwait(false);
                state = await bucket.StatAsync(name, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                state = await parted.UploadAsync(name, content, cancellationToken).ConfigureAwait(false);
            }
        }

        throw new IOException("the server says that it has stored the object, and then that there is none");
    }

    /// <summary>Deletes an artifact.</summary>
    public async Task DeleteAsync(ArtifactKey key, ObjectState present, CancellationToken cancellationToken)
    {
        var name = names.Of(key);
        if (present.Seal is not { } seal)
        {
            await DeleteAsync(name, present, cancellationToken).ConfigureAwait(false);
            return;
        }

        // The record leads the sweep to a seal that an interruption has left.
        var record = new UploadRecord(new UploadTarget(name, seal, seal), PartSize: 0);
        await bucket.OverwriteAsync(names.Record(record.Target), record.ToBytes(), cancellationToken).ConfigureAwait(false);
        await DeleteAsync(name, present, cancellationToken).ConfigureAwait(false);
        await _seals.DropUnusedAsync(name, seal, cancellationToken).ConfigureAwait(false);
        await bucket.DeleteAsync(names.Record(record.Target), cancellationToken).ConfigureAwait(false);
    }

    private async Task DeleteAsync(string name, ObjectState present, CancellationToken cancellationToken)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await bucket.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
            var state = await bucket.StatAsync(name, cancellationToken).ConfigureAwait(false);
            if (state?.Tag != present.Tag || state.StoredAt != present.StoredAt)
            {
                return;
            }
        }

        throw new IOException("the server says that it has deleted the object, and still has it");
    }

    private async Task<bool> TryPutAsync(string name, UploadContent content, ArraySegment<byte> bytes, ObjectState? present, CancellationToken cancellationToken)
    {
        var condition = present is null ? WriteCondition.Absent : await _claims.SettleAsync(name, present, cancellationToken).ConfigureAwait(false);
        try
        {
            await bucket.PutAsync(name, bytes, condition, metadata => ObjectState.MarkArtifact(metadata, content.Digest), cancellationToken, content.Encryption).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception e) when (RequestFailure.IsUnmet(e) || (condition.Tag is not null && e.StatusCode == HttpStatusCode.NotFound))
        {
            return false;
        }
    }

    private static ArtifactInfo Judge(ArtifactKey key, ObjectState state, UploadContent content) => state.ToInfo(key) switch
    {
        { } info when info.Digest == content.Digest && info.Size == content.Size => info,
        { } info when info.Digest == content.Digest => throw new ArtifactStoreException(
            $"The server keeps {info.Size} bytes of '{key}' instead of {content.Size}. Delete it and store it anew.", ArtifactStoreFailure.Corrupt, key),
        { } info => throw new ArtifactStoreException(
            $"The key '{key}' holds other bytes: {info.Digest}, not {content.Digest}. An artifact never changes; choose another key.", ArtifactStoreFailure.Conflict, key),
        null => throw new ArtifactStoreException(
            $"The key '{key}' is taken by an object that Forge did not store. Choose another key or another prefix.", ArtifactStoreFailure.Conflict, key),
    };
}
