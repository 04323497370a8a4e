using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Forge.Artifacts.S3;

/// <summary>Brings a large artifact in parts, several at a time. An upload that was interrupted is taken up where it was left.</summary>
internal sealed class PartedUpload(Bucket bucket, ObjectNames names, ServerTraits traits, int parallelParts)
{
    private const int Rounds = 3;

    private static readonly TimeSpan CleaningPatience = TimeSpan.FromSeconds(20);

    private readonly ObjectClaims _claims = new(bucket);

    /// <summary>Uploads content under a key.</summary>
    /// <returns>A task that completes when there is an artifact under the key. Whose it is, shows the artifact.</returns>
    public async Task UploadAsync(ArtifactKey key, UploadContent content, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            if (await TryUploadAsync(key, content, cancellationToken).ConfigureAwait(false) == Completion.Settled)
            {
                return;
            }

            if (round == Rounds)
            {
                throw new IOException($"the server lost {round} uploads before they were complete");
            }
        }
    }

    private async Task<Completion> TryUploadAsync(ArtifactKey key, UploadContent content, CancellationToken cancellationToken)
    {
        var (target, arrived) = await BeginAsync(key, content, cancellationToken).ConfigureAwait(false);
        var record = names.Record(key, content.Digest);
        try
        {
            var completion = Completion.PartsMissing;
            for (var round = 0; completion == Completion.PartsMissing && round < Rounds; round++)
            {
                var parts = await SendAsync(target, content, arrived, cancellationToken).ConfigureAwait(false);
                completion = await CompleteAsync(target, parts, cancellationToken).ConfigureAwait(false);
                arrived = completion == Completion.PartsMissing ? await ArrivedAsync(target, cancellationToken).ConfigureAwait(false) ?? [] : [];
            }

            return completion == Completion.PartsMissing ? Completion.Lost : completion;
        }
        finally
        {
            await CleanAsync(target, record).ConfigureAwait(false);
        }
    }

    private async Task<(UploadTarget Target, Dictionary<int, PartDetail> Arrived)> BeginAsync(ArtifactKey key, UploadContent content, CancellationToken cancellationToken)
    {
        var name = names.Of(key);
        var record = names.Record(key, content.Digest);
        if (await bucket.ReadAsync(record, cancellationToken).ConfigureAwait(false) is { } bytes
            && UploadRecord.Parse(bytes) is { } known
            && known.PartSize == content.Plan.PartSize)
        {
            var interrupted = new UploadTarget(name, known.UploadId);
            if (await ArrivedAsync(interrupted, cancellationToken).ConfigureAwait(false) is { } arrived)
            {
                return (interrupted, arrived);
            }
        }

        var target = new UploadTarget(name, await bucket.Uploads.InitiateAsync(name, content.Digest, cancellationToken).ConfigureAwait(false));
        try
        {
            await bucket.OverwriteAsync(record, new UploadRecord(target.UploadId, content.Plan.PartSize).ToBytes(), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await CleanAsync(target, record).ConfigureAwait(false);
            throw;
        }

        return (target, []);
    }

    private async Task<Dictionary<int, PartDetail>?> ArrivedAsync(UploadTarget target, CancellationToken cancellationToken)
    {
        try
        {
            var parts = new Dictionary<int, PartDetail>();
            await foreach (var part in bucket.Uploads.ListPartsAsync(target, cancellationToken).ConfigureAwait(false))
            {
                parts[part.PartNumber ?? 0] = part;
            }

            return parts;
        }
        catch (AmazonS3Exception e) when (RequestFailure.IsMissing(e))
        {
            return null;
        }
    }

    private async Task<IReadOnlyCollection<PartETag>> SendAsync(
        UploadTarget target, UploadContent content, Dictionary<int, PartDetail> arrived, CancellationToken cancellationToken)
    {
        var sent = new ConcurrentBag<PartETag>();
        var sending = new List<Task>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var slots = new SemaphoreSlim(parallelParts);
        try
        {
            for (var number = 1; number <= content.Plan.Count; number++)
            {
                await slots.WaitAsync(stop.Token).ConfigureAwait(false);
                var part = new PartBuffer(number, content.Plan.LengthOf(number), slots);
                await part.FillAsync(content, stop.Token).ConfigureAwait(false);
                sending.Add(part.UseAsync(
                    async () => sent.Add(Known(part, arrived) ?? await bucket.Uploads.SendAsync(target, part.Number, part.Bytes, stop.Token).ConfigureAwait(false)),
                    stop));
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A part has failed: what is awaited below says why.
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await Task.WhenAll(sending).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return sent;
    }

    // What the server calls a part is, as a rule, its MD5. Where it is not, the part is sent again.
    private static PartETag? Known(PartBuffer part, Dictionary<int, PartDetail> arrived) =>
        arrived.TryGetValue(part.Number, out var there)
            && there.Size == part.Bytes.Count
            && there.ETag.Trim('"').Equals(Md5Of(part.Bytes), StringComparison.OrdinalIgnoreCase)
            ? new PartETag(part.Number, there.ETag) { ChecksumCRC32 = there.ChecksumCRC32, ChecksumCRC64NVME = there.ChecksumCRC64NVME }
            : null;

    // Not a matter of security: the server's own way to name a part.
#pragma warning disable CA5351
    private static string Md5Of(ReadOnlySpan<byte> bytes) => Convert.ToHexString(MD5.HashData(bytes));
#pragma warning restore CA5351

    private async Task<Completion> CompleteAsync(UploadTarget target, IReadOnlyCollection<PartETag> parts, CancellationToken cancellationToken)
    {
        var isConditional = await traits.CompletesConditionallyAsync(cancellationToken).ConfigureAwait(false);
        if (!isConditional && !await _claims.TryClaimAsync(target, cancellationToken).ConfigureAwait(false))
        {
            return Completion.Settled;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await bucket.Uploads.CompleteAsync(target, parts, isConditional ? WriteCondition.Absent.NoneMatch : null, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // The answer may be lost, or say 200 and mean something else: what counts is what is there.
                if (await IsSettledAsync(target.Name, cancellationToken).ConfigureAwait(false) || RequestFailure.IsUnmet(e))
                {
                    return Completion.Settled;
                }

                if (e is AmazonS3Exception { ErrorCode: "InvalidPart" or "InvalidPartOrder" })
                {
                    return Completion.PartsMissing;
                }

                if (!bucket.Calls.MayRepeat(e, attempt, cancellationToken))
                {
                    return await ArrivedAsync(target, cancellationToken).ConfigureAwait(false) is null ? Completion.Lost : throw e;
                }

                await bucket.Calls.PauseAsync("complete an upload", attempt, e, cancellationToken).ConfigureAwait(false);
                continue;
            }

            return await IsSettledAsync(target.Name, cancellationToken).ConfigureAwait(false) ? Completion.Settled : Completion.PartsMissing;
        }
    }

    private async Task<bool> IsSettledAsync(string name, CancellationToken cancellationToken) =>
        await bucket.StatAsync(name, cancellationToken).ConfigureAwait(false) is { Claim: null };

    // After a completion this finds no upload; after a lost race it throws the loser's parts away.
    private Func<CancellationToken, Task>[] Cleaning(UploadTarget target, string record) =>
    [
        cancel => bucket.Uploads.AbortAsync(target, cancel),
        cancel => _claims.ReleaseAsync(target, cancel),
        cancel => bucket.DeleteAsync(record, cancel),
    ];

    private async Task CleanAsync(UploadTarget target, string record)
    {
        // The caller's token may be what ended the upload.
        using var patience = new CancellationTokenSource(CleaningPatience, bucket.Calls.TimeProvider);
        foreach (var step in Cleaning(target, record))
        {
            try
            {
                await step(patience.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (RequestFailure.IsOfServer(e))
            {
                // What stays is taken up by the next put of the same content, or swept: the upload's own outcome counts.
                bucket.Calls.NoteLeftover(target.Name, e);
            }
        }
    }
}
