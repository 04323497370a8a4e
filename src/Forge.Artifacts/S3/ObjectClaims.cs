using System.Text;

namespace Forge.Artifacts.S3;

/// <summary>Holds a name free for one upload, on servers that let a second upload overwrite the first.</summary>
/// <remarks>
/// A claim is a small object under the name itself, written only if there is none; readers take it for nothing. Its owner then puts the
/// parts together, which replaces it. Who meets a claim waits for what becomes of it. When its owner seems dead, its upload is thrown away
/// first, so that it cannot be finished any more, and then the claim is replaced, if it still is the same one.
/// </remarks>
internal sealed class ObjectClaims(Bucket bucket)
{
    private const int Rounds = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Claims a name for an upload.</summary>
    /// <returns>Whether the upload owns the name now; otherwise something else has come there.</returns>
    public async Task<bool> TryClaimAsync(UploadTarget target, CancellationToken cancellationToken)
    {
        var condition = WriteCondition.Absent;
        while (true)
        {
            try
            {
                // No two claims have the same bytes, so their marks of change differ.
                var content = Encoding.UTF8.GetBytes($"{target.UploadId} {Guid.NewGuid():N}");
                await bucket.PutAsync(target.Name, content, condition, metadata => ObjectState.MarkClaim(metadata, target.UploadId), cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (Exception e) when (RequestFailure.IsUnmet(e) || RequestFailure.IsMissing(e))
            {
                var state = await bucket.StatAsync(target.Name, cancellationToken).ConfigureAwait(false);
                if (state is { Claim: null })
                {
                    return false;
                }

                if (state?.Claim == target.UploadId)
                {
                    return true;
                }

                condition = state is null ? WriteCondition.Absent : await SettleAsync(target.Name, state, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until a claim is gone, or makes sure that its owner cannot use it any more.</summary>
    /// <returns>Under which condition the name can be written.</returns>
    public async Task<WriteCondition> SettleAsync(string name, ObjectState claim, CancellationToken cancellationToken)
    {
        var time = bucket.Calls.TimeProvider;
        var began = time.GetTimestamp();
        var pause = FirstPause;
        while (time.GetElapsedTime(began) < bucket.Calls.Patience)
        {
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            var state = await bucket.StatAsync(name, cancellationToken).ConfigureAwait(false);
            if (state?.Tag != claim.Tag)
            {
                return WriteCondition.Absent;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        await bucket.Uploads.AbortAsync(new UploadTarget(name, claim.Claim!), cancellationToken).ConfigureAwait(false);
        return new WriteCondition(claim.Tag);
    }

    /// <summary>Gives a name back whose upload has failed.</summary>
    public async Task ReleaseAsync(UploadTarget target, CancellationToken cancellationToken)
    {
        for (var round = 0; await bucket.StatAsync(target.Name, cancellationToken).ConfigureAwait(false) is { Claim: { } claim } && claim == target.UploadId; round++)
        {
            if (round == Rounds)
            {
                throw new IOException("the server says that it has deleted the object, and still has it");
            }

            await bucket.DeleteAsync(target.Name, cancellationToken).ConfigureAwait(false);
        }
    }
}
