namespace Forge.Artifacts.S3;

/// <summary>Removes what interrupted uploads have left.</summary>
internal sealed class StoreSweep(Bucket bucket, ObjectNames names, TimeProvider timeProvider)
{
    private readonly ObjectClaims _claims = new(bucket);
    private readonly Seals _seals = new(bucket, names);

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

        foreach (var prefix in (string[])[names.AllRecords, names.AllProbes])
        {
            await foreach (var own in bucket.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                if (await bucket.StatAsync(own, cancellationToken).ConfigureAwait(false) is { } state && state.StoredAt <= limit)
                {
                    await RemoveAsync(own, cancellationToken).ConfigureAwait(false);
                    removed++;
                }
            }
        }

        return removed;
    }

    // The record goes last: it is how what it leads to is found.
    private async Task RemoveAsync(string own, CancellationToken cancellationToken)
    {
        if (await bucket.ReadAsync(own, cancellationToken).ConfigureAwait(false) is { } bytes && UploadRecord.Parse(bytes) is { } record)
        {
            await _claims.ReleaseAsync(record.Target, cancellationToken).ConfigureAwait(false);
            await _seals.DropUnusedAsync(record.Target.Name, record.Target.Seal, cancellationToken).ConfigureAwait(false);
        }

        await bucket.DeleteAsync(own, cancellationToken).ConfigureAwait(false);
    }
}
