using Forge.Artifacts;
using Forge.Build.Driving;
using Forge.Build.Packaging;
using Forge.Build.Planning;
using Forge.Shared.Archives;

namespace Forge.Build.Batches;

/// <summary>Puts the primary artifacts of all builds of a batch into one.</summary>
internal sealed class BatchArtifact(BuildServices services, BuildEngine builds)
{
    private const string Extension = ".zip";

    // The artifacts of our own builds.
    private static readonly ArchiveLimits Limits = new() { Links = ArchiveLinks.Anywhere, Names = ArchiveNames.Any };

    /// <summary>Packs and stores it. The same builds give the same bytes, so doing it twice does no harm.</summary>
    /// <param name="state">The batch, whose builds have ended.</param>
    /// <param name="cancellationToken">Cancels it; nothing is stored then.</param>
    /// <returns>The artifact, null when no build left one, and how it ended.</returns>
    public async Task<(StoredArtifact? Artifact, PhaseOutcome Outcome)> StoreAsync(BatchState state, CancellationToken cancellationToken)
    {
        var parts = new List<(string Identifier, ArtifactKey Key)>();
        foreach (var group in state.Result.Groups.Where(group => group.BuildId is not null))
        {
            if ((await builds.GetAsync(group.BuildId!, cancellationToken).ConfigureAwait(false))?.Artifact is { } artifact)
            {
                parts.Add((group.Identifier, artifact.Key));
            }
        }

        if (parts.Count == 0 || services.ArtifactStore is not { } store)
        {
            return (null, PhaseOutcome.Succeeded);
        }

        var destination = state.Definition.Build.Artifact;
        return !ArtifactKey.TryParse(ArtifactKeyPlan.Form(destination, destination.Name, "", state.Result.BatchId), out var key)
            ? (null, PhaseOutcome.Failed(PhaseOutcome.ClientError, $"'{destination.Name}' cannot be the name of an artifact: it must have parts divided by '/', none of them empty, '.' or '..'"))
            : await GuardAsync(() => StoreAsync(new DestinationArtifacts(store, destination).PutAsync, (store, key), parts, cancellationToken)).ConfigureAwait(false);
    }

    private static async Task<(StoredArtifact? Artifact, PhaseOutcome Outcome)> GuardAsync(Func<Task<StoredArtifact>> store)
    {
        try
        {
            return (await store().ConfigureAwait(false), PhaseOutcome.Succeeded);
        }
        catch (ArchiveException e)
        {
            return (null, PhaseOutcome.Failed(PhaseOutcome.ClientError, e.Message));
        }
        catch (Exception e) when (e is ArtifactStoreException or IOException)
        {
            return (null, PhaseOutcome.Fault(PhaseOutcome.ArtifactStoreFault, $"the artifacts of the builds cannot be put into one: {e.Message}"));
        }
    }

    private async Task<StoredArtifact> StoreAsync(
        Func<ArtifactKey, Stream, CancellationToken, Task<ArtifactInfo>> put,
        (IArtifactStore Store, ArtifactKey Key) to,
        List<(string Identifier, ArtifactKey Key)> parts,
        CancellationToken cancellationToken)
    {
        var packed = Spool();
        await using (packed.ConfigureAwait(false))
        {
            var zip = new ZipBuilder(packed);
            await using (zip.ConfigureAwait(false))
            {
                foreach (var part in parts)
                {
                    await AddAsync(zip, to.Store, part, cancellationToken).ConfigureAwait(false);
                }

                await zip.CompleteAsync(cancellationToken).ConfigureAwait(false);
            }

            packed.Position = 0;
            var info = await put(to.Key, packed, cancellationToken).ConfigureAwait(false);
            return new StoredArtifact { Identifier = "", Location = to.Key.Value, Info = info };
        }
    }

    private async Task AddAsync(ZipBuilder zip, IArtifactStore store, (string Identifier, ArtifactKey Key) part, CancellationToken cancellationToken)
    {
        // A ZIP is read from its end.
        var spool = Spool();
        await using (spool.ConfigureAwait(false))
        {
            var content = await store.OpenReadAsync(part.Key, cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                await content.CopyToAsync(spool, cancellationToken).ConfigureAwait(false);
            }

            using var archive = await ArchiveReader.OpenAsync(spool, Limits, cancellationToken).ConfigureAwait(false);
            foreach (var entry in archive.Entries)
            {
                if (entry.Kind is ArchiveEntryKind.Directory)
                {
                    continue;
                }

                var file = entry.Kind is ArchiveEntryKind.File ? await archive.OpenEntryAsync(entry, cancellationToken).ConfigureAwait(false) : Stream.Null;
                await using (file.ConfigureAwait(false))
                {
                    var renamed = entry with { Path = $"{part.Identifier}/{entry.Path}", ModifiedAt = ArchiveEntry.FixedTime };
                    await zip.AddAsync(renamed, file, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private FileStream Spool()
    {
        Directory.CreateDirectory(services.Options.WorkDirectory);
        return new FileStream(
            Path.Combine(services.Options.WorkDirectory, $"forge-{Guid.NewGuid():N}{Extension}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
    }
}
