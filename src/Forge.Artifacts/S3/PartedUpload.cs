using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Forge.Artifacts.S3;

/// <summary>Brings a large artifact in parts, several at a time. An upload that was interrupted is taken up where it was left.</summary>
internal sealed class PartedUpload(Bucket bucket, ObjectNames names, ServerTraits traits, PartBuffers buffers, int parallelParts)
{
    private const int Rounds = 5;

    private static readonly TimeSpan CleaningPatience = TimeSpan.FromSeconds(20);

    private readonly ObjectClaims _claims = new(bucket);
    private readonly Seals _seals = new(bucket, names);

    /// <summary>Uploads content under a key.</summary>
    /// <returns>What is under the key now. Whose it is, shows its digest.</returns>
    public async Task<ObjectState?> UploadAsync(string name, UploadContent content, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            // Once, and only with content that can be read again: what another writer has begun may be other content further on.
            var completion = await TryUploadAsync(name, content, mayJoin: round == 1 && content.CanRewind, cancellationToken).ConfigureAwait(false);
            if (completion.Outcome == CompletionOutcome.Settled)
            {
                return completion.State;
            }

            if (round == Rounds)
            {
                throw new IOException($"the server lost {round} uploads before they were complete");
            }
        }
    }

    private async Task<Completion> TryUploadAsync(string name, UploadContent content, bool mayJoin, CancellationToken cancellationToken)
    {
        await content.RewindAsync(cancellationToken).ConfigureAwait(false);
        var (target, arrived) = await BeginAsync(name, content, mayJoin, cancellationToken).ConfigureAwait(false);
        var isJoined = arrived is not null;
        var record = names.Record(target);
        var completion = default(Completion);
        try
        {
            var noting = arrived is null
                ? bucket.OverwriteAsync(record, new UploadRecord(target, content.Plan.PartSize).ToBytes(), cancellationToken)
                : Task.CompletedTask;
            try
            {
                for (var round = 0; completion.Outcome == CompletionOutcome.PartsMissing && round < (isJoined ? 1 : Rounds); round++)
                {
                    var parts = await SendAsync(target, content, arrived ?? [], mayReplace: !isJoined, cancellationToken).ConfigureAwait(false);
                    // Before the name is claimed: the record is how a claim is found that nobody uses.
                    await noting.ConfigureAwait(false);
                    completion = parts is null
                        ? new Completion(CompletionOutcome.Lost, State: null)
                        : await CompleteAsync(target, content.Digest, parts, cancellationToken).ConfigureAwait(false);
                    arrived = completion.Outcome == CompletionOutcome.PartsMissing ? await ArrivedAsync(target, cancellationToken).ConfigureAwait(false) : null;
                }
            }
            finally
            {
                // The record must not come after its removal.
                await noting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return completion;
        }
        catch (AmazonS3Exception e) when (RequestFailure.IsMissing(e))
        {
            // Another writer went on with the same upload, and has finished it or given it up.
            var state = await bucket.StatAsync(target.Name, cancellationToken).ConfigureAwait(false);
            return new Completion(state is { Claim: null } ? CompletionOutcome.Settled : CompletionOutcome.Lost, state);
        }
        finally
        {
            // What turned out to be other content's is left to it.
            if (!isJoined || completion.Outcome == CompletionOutcome.Settled)
            {
                await CleanAsync(target, completion).ConfigureAwait(false);
            }
        }
    }

    // An upload that was interrupted and begins with the same part, or a new one, of which nothing has arrived. Where the contents differ later,
    // the server puts together only what the completing writer names, and the seal says whose content that is.
    private async Task<(UploadTarget Target, Dictionary<int, PartDetail>? Arrived)> BeginAsync(
        string name, UploadContent content, bool mayJoin, CancellationToken cancellationToken)
    {
        await foreach (var record in (mayJoin ? bucket.ListAsync(names.Records(name), cancellationToken) : AsyncEnumerable.Empty<string>()).ConfigureAwait(false))
        {
            if (await bucket.ReadAsync(record, cancellationToken).ConfigureAwait(false) is { } bytes
                && UploadRecord.Parse(bytes) is { } known
                && known.Target.Name == name
                && known.PartSize == content.Plan.PartSize
                && await ArrivedAsync(known.Target, cancellationToken).ConfigureAwait(false) is { } arrived
                && Known(1, content.Head, arrived) is not null)
            {
                return (known.Target, arrived);
            }
        }

        return (await bucket.Uploads.InitiateAsync(name, Seals.NewToken(), content.Encryption, cancellationToken).ConfigureAwait(false), null);
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

    // Null when a part is there that differs and may not be replaced.
    private async Task<IReadOnlyCollection<PartETag>?> SendAsync(
        UploadTarget target, UploadContent content, Dictionary<int, PartDetail> arrived, bool mayReplace, CancellationToken cancellationToken)
    {
        await content.RewindAsync(cancellationToken).ConfigureAwait(false);
        var sent = new ConcurrentBag<PartETag>();
        var isOther = false;
        var sending = new List<Task>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var slots = new SemaphoreSlim(parallelParts);
        try
        {
            for (var number = 1; ; number++)
            {
                await slots.WaitAsync(stop.Token).ConfigureAwait(false);
                var part = new PartBuffer(number, buffers, slots);
                if (!await part.TryFillAsync(content, stop.Token).ConfigureAwait(false))
                {
                    break;
                }

                sending.Add(part.UseAsync(
                    async () =>
                    {
                        var known = Known(part.Number, part.Bytes, arrived);
                        isOther |= known is null && !mayReplace && arrived.ContainsKey(part.Number);
                        if (isOther)
                        {
                            await stop.CancelAsync().ConfigureAwait(false);
                        }

                        sent.Add(known ?? await bucket.Uploads.SendAsync(target, part.Number, part.Bytes, stop.Token).ConfigureAwait(false));
                    },
                    stop));
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A part has failed, or is other content's: what is awaited below says which.
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        // Whether a part is other content's shows only when all have ended; the rest were cancelled then.
        var all = Task.WhenAll(sending);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (isOther)
        {
            return null;
        }

        await all.ConfigureAwait(false);
        return sent;
    }

    // What the server calls a part is, as a rule, its MD5. Where it is not, the part is sent again.
    private static PartETag? Known(int number, ReadOnlySpan<byte> bytes, Dictionary<int, PartDetail> arrived) =>
        arrived.TryGetValue(number, out var there)
            && there.Size == bytes.Length
            && there.ETag.Trim('"').Equals(Md5Of(bytes), StringComparison.OrdinalIgnoreCase)
            ? new PartETag(number, there.ETag) { ChecksumCRC32 = there.ChecksumCRC32, ChecksumCRC64NVME = there.ChecksumCRC64NVME }
            : null;

    // Not a matter of security: the server's own way to name a part.
#pragma warning disable CA5351
    private static string Md5Of(ReadOnlySpan<byte> bytes) => Convert.ToHexString(MD5.HashData(bytes));
#pragma warning restore CA5351

    private async Task<Completion> CompleteAsync(UploadTarget target, ArtifactDigest digest, IReadOnlyCollection<PartETag> parts, CancellationToken cancellationToken)
    {
        if (!await _seals.TryWriteAsync(target.Seal, digest, cancellationToken).ConfigureAwait(false))
        {
            return new Completion(CompletionOutcome.Lost, State: null);
        }

        var isConditional = await traits.CompletesConditionallyAsync(cancellationToken).ConfigureAwait(false);
        if (!isConditional && !await _claims.TryClaimAsync(target, cancellationToken).ConfigureAwait(false))
        {
            return new Completion(CompletionOutcome.Settled, await bucket.StatAsync(target.Name, cancellationToken).ConfigureAwait(false));
        }

        for (var attempt = 1; ; attempt++)
        {
            var failure = await TryCompleteAsync(target, parts, isConditional, cancellationToken).ConfigureAwait(false);

            // The answer may be lost, or say 200 and mean something else: what counts is what is there.
            var state = await bucket.StatAsync(target.Name, cancellationToken).ConfigureAwait(false);
            if (state is { Claim: null } || (failure is not null && RequestFailure.IsUnmet(failure)))
            {
                return new Completion(CompletionOutcome.Settled, state) { IsPlain = failure is null };
            }

            if (failure is null or AmazonS3Exception { ErrorCode: "InvalidPart" or "InvalidPartOrder" })
            {
                return default;
            }

            if (!bucket.Calls.MayRepeat(failure, attempt, cancellationToken))
            {
                return await ArrivedAsync(target, cancellationToken).ConfigureAwait(false) is null ? new Completion(CompletionOutcome.Lost, State: null) : throw failure;
            }

            await bucket.Calls.PauseAsync("complete an upload", attempt, failure, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Exception?> TryCompleteAsync(UploadTarget target, IReadOnlyCollection<PartETag> parts, bool isConditional, CancellationToken cancellationToken)
    {
        try
        {
            await bucket.Uploads.CompleteAsync(target, parts, isConditional ? WriteCondition.Absent.NoneMatch : null, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (RequestFailure.IsOfServer(e) && !cancellationToken.IsCancellationRequested)
        {
            return e;
        }
    }

    private async Task CleanAsync(UploadTarget target, Completion completion)
    {
        // After a lost race the loser's parts and claim are thrown away, and so is what may be there after a failure.
        Func<CancellationToken, Task>[] remains =
        [
            cancel => bucket.Uploads.AbortAsync(target, cancel),
            cancel => _claims.ReleaseAsync(target, cancel),
            cancel => _seals.DropUnusedAsync(target.Name, target.Seal, cancel),
        ];
        // The caller's token may be what ended the upload.
        using var patience = new CancellationTokenSource(CleaningPatience, bucket.Calls.TimeProvider);
        try
        {
            // The record goes last, and only when nothing is left that it leads to.
            foreach (var step in (completion.IsPlain ? [] : remains).Append(cancel => bucket.DeleteAsync(names.Record(target), cancel)))
            {
                await step(patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (RequestFailure.IsOfServer(e))
        {
            // What stays is taken up by the next put of the same content, or swept: the upload's own outcome counts.
            bucket.Calls.NoteLeftover(target.Name, e);
        }
    }
}
