namespace Forge.Artifacts.S3;

/// <summary>Says the digest of an artifact that came in parts: it is known only when the last part has gone, and what stands in front of an object goes first.</summary>
/// <remarks>
/// In front of such an object stands the name of its seal: an empty object, written before the parts are put together, in front of which the
/// digest stands. A seal is written once. So there is never an artifact without its digest, and never one with another's.
/// </remarks>
internal sealed class Seals(Bucket bucket, ObjectNames names)
{
    private const int Rounds = 3;

    /// <summary>Makes the name of a seal.</summary>
    public static string NewToken() => $"{Guid.NewGuid():N}";

    /// <summary>Writes a seal.</summary>
    /// <returns>False if there is one with another digest: then somebody else sends other content to the same upload.</returns>
    public async Task<bool> TryWriteAsync(string token, ArtifactDigest digest, CancellationToken cancellationToken)
    {
        var name = names.Seal(token);
        for (var round = 0; round < Rounds; round++)
        {
            try
            {
                await bucket.PutAsync(name, ArraySegment<byte>.Empty, WriteCondition.Absent, metadata => ObjectState.MarkArtifact(metadata, digest), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (RequestFailure.IsUnmet(e))
            {
                // An earlier try has written it, or another writer.
            }

            if (await bucket.StatAsync(name, cancellationToken).ConfigureAwait(false) is { } state)
            {
                return state.Digest == digest;
            }
        }

        throw new IOException("the server says that it has stored the object, and then that there is none");
    }

    /// <summary>Deletes a seal, unless the object that it is for has it.</summary>
    /// <param name="name">The object.</param>
    /// <param name="token">The seal.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task DropUnusedAsync(string name, string token, CancellationToken cancellationToken)
    {
        if ((await bucket.StatAsync(name, cancellationToken).ConfigureAwait(false))?.Seal != token)
        {
            await bucket.DeleteAsync(names.Seal(token), cancellationToken).ConfigureAwait(false);
        }
    }
}
