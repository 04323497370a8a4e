using Forge.Shared.Archives;
using Forge.Shared.Trees;

namespace Forge.Artifacts.Copying;

/// <summary>Copies artifacts from one store to another, as before a move to another server or for a backup.</summary>
/// <remarks>
/// What the target has already is passed over, so that an interrupted copy goes on when it is started again. Every byte is checked on its
/// way: an artifact that is damaged in the source, or changed by the target, is a failure of its own and stops no other. With a tree goes
/// what it needs, wherever that lies; contents that no tree needs stay. Safe for concurrent use.
/// </remarks>
/// <param name="source">Where the artifacts come from.</param>
/// <param name="target">Where they go to, under the same keys.</param>
/// <param name="timeProvider">The clock; null for the system's.</param>
public sealed class ArtifactCopy(IArtifactStore source, IArtifactStore target, TimeProvider? timeProvider = null)
{
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;

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
        var trees = new TreeCopy(source, target);
        await foreach (var artifact in source.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (!TreePool.IsPartOfAny(artifact.Key))
            {
                Tell(await CopyAsync(artifact, trees, Tell, cancellationToken).ConfigureAwait(false));
            }
        }

        return result;

        void Tell(ArtifactCopyOutcome outcome)
        {
            progress?.Report(outcome);
            result = result.With(outcome);
        }
    }

    private async Task<ArtifactCopyOutcome> CopyAsync(ArtifactInfo artifact, TreeCopy trees, Action<ArtifactCopyOutcome> tell, CancellationToken cancellationToken)
    {
        try
        {
            if (await target.StatAsync(artifact.Key, cancellationToken).ConfigureAwait(false) is { } present)
            {
                return await JudgeAsync(artifact, present, trees, cancellationToken).ConfigureAwait(false);
            }

            var content = await source.OpenReadAsync(artifact.Key, cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                var start = new byte[ManifestFile.StartLength];
                var length = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                using var beginning = new MemoryStream(start, 0, length);
                var whole = new JoinedStream(beginning, content);
                var stored = ManifestFile.IsStartOfOne(start)
                    ? await CopyTreeAsync(artifact.Key, whole, trees, tell, cancellationToken).ConfigureAwait(false)
                    : await target.PutAsync(artifact.Key, whole, cancellationToken).ConfigureAwait(false);
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

    private async Task<ArtifactCopyOutcome> JudgeAsync(ArtifactInfo artifact, ArtifactInfo present, TreeCopy trees, CancellationToken cancellationToken) =>
        (present.Digest == artifact.Digest && present.Size == artifact.Size) || await trees.IsSameAsync(artifact.Key, cancellationToken).ConfigureAwait(false)
            ? new ArtifactCopyOutcome { Artifact = artifact }
            : Failed(artifact, new ArtifactStoreException(
                $"The key '{artifact.Key}' holds other bytes in '{target.Name}': {present.Digest}, not {artifact.Digest}. Delete one of the two, or copy to another store.",
                ArtifactStoreFailure.Conflict,
                artifact.Key));

    private async Task<ArtifactInfo> CopyTreeAsync(ArtifactKey key, Stream content, TreeCopy trees, Action<ArtifactCopyOutcome> tell, CancellationToken cancellationToken)
    {
        using var manifest = new MemoryStream();
        await content.CopyToAsync(manifest, cancellationToken).ConfigureAwait(false);
        var (pool, packs) = await trees.ReadAsync(key, manifest.ToArray(), cancellationToken).ConfigureAwait(false);
        var lease = PoolLease.Begin(target, pool, _timeProvider);
        await using (lease.ConfigureAwait(false))
        {
            foreach (var pack in packs)
            {
                if (await trees.CopyAsync(pool, pack, cancellationToken).ConfigureAwait(false) is { } copied)
                {
                    tell(new ArtifactCopyOutcome { Artifact = copied, IsCopied = true });
                }
            }

            lease.Check();
            manifest.Position = 0;
            return await target.PutAsync(key, manifest, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ArtifactCopyOutcome Failed(ArtifactInfo artifact, ArtifactStoreException failure) => new() { Artifact = artifact, Failure = failure };
}
