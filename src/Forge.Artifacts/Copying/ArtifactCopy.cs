namespace Forge.Artifacts.Copying;

/// <summary>Copies artifacts from one store to another, as before a move to another server or for a backup.</summary>
/// <remarks>
/// What the target has already is passed over, so that an interrupted copy goes on when it is started again. Every byte is checked on its
/// way: an artifact that is damaged in the source, or changed by the target, is a failure of its own and stops no other. Safe for concurrent use.
/// </remarks>
/// <param name="source">Where the artifacts come from.</param>
/// <param name="target">Where they go to, under the same keys.</param>
public sealed class ArtifactCopy(IArtifactStore source, IArtifactStore target)
{
    /// <summary>Copies the artifacts whose keys have a prefix.</summary>
    /// <param name="prefix">What the keys start with; empty for all.</param>
    /// <param name="progress">Is told of each artifact, from one thread at a time; null when nobody wants to know.</param>
    /// <param name="cancellationToken">Cancels the copying. Each artifact is then in the target whole or not at all.</param>
    /// <returns>What was copied and what was not.</returns>
    /// <exception cref="ArtifactStoreException">The source cannot be listed.</exception>
    public async Task<ArtifactCopyResult> RunAsync(string prefix, IProgress<ArtifactCopyOutcome>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);

        var result = new ArtifactCopyResult();
        await foreach (var artifact in source.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            var outcome = await CopyAsync(artifact, cancellationToken).ConfigureAwait(false);
            progress?.Report(outcome);
            result = result.With(outcome);
        }

        return result;
    }

    private async Task<ArtifactCopyOutcome> CopyAsync(ArtifactInfo artifact, CancellationToken cancellationToken)
    {
        try
        {
            var present = await target.StatAsync(artifact.Key, cancellationToken).ConfigureAwait(false);
            if (present is not null)
            {
                return present.Digest == artifact.Digest && present.Size == artifact.Size
                    ? new ArtifactCopyOutcome { Artifact = artifact }
                    : Failed(artifact, new ArtifactStoreException(
                        $"The key '{artifact.Key}' holds other bytes in '{target.Name}': {present.Digest}, not {artifact.Digest}. Delete one of the two, or copy to another store.",
                        ArtifactStoreFailure.Conflict,
                        artifact.Key));
            }

            var content = await source.OpenReadAsync(artifact.Key, cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                var stored = await target.PutAsync(artifact.Key, content, cancellationToken).ConfigureAwait(false);
                return stored.Digest == artifact.Digest
                    ? new ArtifactCopyOutcome { Artifact = artifact, IsCopied = true }
                    : Failed(artifact, new ArtifactStoreException(
                        $"'{target.Name}' stored other bytes of '{artifact.Key}' than '{source.Name}' holds: {stored.Digest}, not {artifact.Digest}. Delete it there and copy again.",
                        ArtifactStoreFailure.Corrupt,
                        artifact.Key));
            }
        }
        catch (ArtifactStoreException e)
        {
            return Failed(artifact, e);
        }
    }

    private static ArtifactCopyOutcome Failed(ArtifactInfo artifact, ArtifactStoreException failure) => new() { Artifact = artifact, Failure = failure };
}
