namespace Forge.Artifacts.S3;

/// <summary>Removes what interrupted uploads have left.</summary>
internal sealed class StoreSweep(Bucket bucket, ObjectNames names, TimeProvider timeProvider)
{
    private readonly ObjectClaims _claims = new(bucket);

    /// <summary>Removes what is older than an age.</summary>
    /// <returns>How many uploads, claims and records were removed.</returns>
    public async Task<int> RunAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var limit = timeProvider.GetUtcNow() - age;
        var removed = 0;
        await foreach (var upload in bucket.Uploads.ListAsync(names.All, cancellationToken).ConfigureAwait(false))
        {
            if (upload.Initiated is { } begun && begun.ToUniversalTime() <= limit.UtcDateTime)
            {
                var target = new UploadTarget(upload.Key, upload.UploadId);
                await bucket.Uploads.AbortAsync(target, cancellationToken).ConfigureAwait(false);
                await _claims.ReleaseAsync(target, cancellationToken).ConfigureAwait(false);
                removed++;
            }
        }

        await foreach (var own in bucket.ListAsync(names.Owned, cancellationToken).ConfigureAwait(false))
        {
            if (await bucket.StatAsync(own, cancellationToken).ConfigureAwait(false) is { } state && state.StoredAt <= limit)
            {
                if (await bucket.ReadAsync(own, cancellationToken).ConfigureAwait(false) is { } bytes && UploadRecord.Parse(bytes) is { } record)
                {
                    await _claims.ReleaseAsync(record.Target, cancellationToken).ConfigureAwait(false);
                }

                await bucket.DeleteAsync(own, cancellationToken).ConfigureAwait(false);
                removed++;
            }
        }

        return removed;
    }
}
