using System.Formats.Tar;
using Forge.Artifacts;
using Forge.Build.Driving;
using Forge.Build.Local;
using Forge.Build.Output;
using Forge.Build.Planning;
using Forge.Build.Running;
using Forge.Shared.Archives;

namespace Forge.Build.Packaging;

/// <summary>Packs the artifacts of a build and stores them.</summary>
internal sealed class ArtifactUploader(IBuildEnvironment environment, IArtifactStore? store, BuildLog log, string workDirectory)
{
    private readonly Dictionary<string, IReadOnlyList<BuildFile>> _lists = new(StringComparer.Ordinal);
    private readonly HashSet<ArtifactKey> _keys = [];
    private string _root = RunnerFiles.SourceDirectory;

    /// <summary>Packs and stores all artifacts, the primary one first. One that cannot be stored does not keep the others from it.</summary>
    /// <param name="plan">The build.</param>
    /// <param name="buildId">The id of the build.</param>
    /// <param name="cancellationToken">Cancels the upload; nothing of the artifact at hand remains then.</param>
    /// <returns>What was stored, and how it ended: as the first artifact that failed did.</returns>
    public async Task<(IReadOnlyList<StoredArtifact> Artifacts, PhaseOutcome Outcome)> UploadAsync(BuildPlan plan, string buildId, CancellationToken cancellationToken)
    {
        if (Refuse(plan) is { } refusal)
        {
            return ([], refusal);
        }

        if (!plan.Artifacts.Any())
        {
            return ([], PhaseOutcome.Succeeded);
        }

        var stored = new List<StoredArtifact>();
        var outcome = PhaseOutcome.Succeeded;
        foreach (var artifact in plan.Artifacts)
        {
            _root = RootOf(artifact);
            var files = await ListAsync(_root, cancellationToken).ConfigureAwait(false);
            var selection = ArtifactSelector.Select(artifact, files, $"{environment.Directory}/{_root}");
            var (one, ended) = await UploadAsync(artifact, selection, buildId, cancellationToken).ConfigureAwait(false);
            if (one is not null)
            {
                stored.Add(one);
            }

            outcome = outcome.Status is BuildStatus.Succeeded ? ended : outcome;
        }

        return (stored, outcome);
    }

    // The source, or the secondary source that the base directory is in.
    private string RootOf(ArtifactPlan artifact)
    {
        var secondary = $"{environment.Directory}/{RunnerFiles.SecondaryDirectory}/";
        return artifact.BaseDirectory.StartsWith(secondary, StringComparison.Ordinal) && artifact.BaseDirectory[secondary.Length..].Split('/') is [{ Length: > 0 } identifier, ..]
            ? $"{RunnerFiles.SecondaryDirectory}/{identifier}"
            : RunnerFiles.SourceDirectory;
    }

    private async Task<IReadOnlyList<BuildFile>> ListAsync(string root, CancellationToken cancellationToken) =>
        _lists[root] = _lists.GetValueOrDefault(root)
            ?? await (environment is IFileNames names ? names.ListNamesAsync(root, cancellationToken) : environment.ListAsync(root, cancellationToken)).ConfigureAwait(false)
            ?? [];

    private PhaseOutcome? Refuse(BuildPlan plan) => plan switch
    {
        { Artifact.Files: null } when plan.Artifact is not null => Failed("no definition for primary artifacts in buildspec"),
        _ when plan.Artifacts.Any() && store is null =>
            Failed("the buildspec has artifacts and this host has no artifact store, or several and BuildOptions.ArtifactStore names none; register one"),
        _ => null,
    };

    private static PhaseOutcome Failed(string message) => PhaseOutcome.Failed(PhaseOutcome.ClientError, message);

    private async Task<(StoredArtifact? Artifact, PhaseOutcome Outcome)> UploadAsync(
        ArtifactPlan artifact, ArtifactSelection selection, string buildId, CancellationToken cancellationToken)
    {
        if (artifact.Files is null)
        {
            return (null, Failed($"no definition for secondary artifact '{artifact.Destination.Identifier}' in buildspec: it has no files"));
        }

        var key = ArtifactKeyPlan.Form(artifact.Destination, artifact.Name, artifact.Prefix, buildId);
        var parts = artifact.Destination.IsZip ? [key] : selection.Files.Select(file => $"{key}/{file.Name}".TrimStart('/'));
        if (parts.Any(part => !ArtifactKey.TryParse(part, out _)))
        {
            return (null, Failed($"'{artifact.Name}' cannot be the name of an artifact: it must have parts divided by '/', none of them empty, '.' or '..'"));
        }

        foreach (var line in selection.Log)
        {
            log.Write(line);
        }

        if (selection.Files.Count == 0)
        {
            return (null, Failed("no matching artifact paths found"));
        }

        return await GuardAsync(artifact.Destination.IsZip
            ? () => StoreZipAsync(artifact, ArtifactKey.Parse(key), selection.Files, cancellationToken)
            : () => StoreFolderAsync(artifact, key, selection.Files, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<(StoredArtifact? Artifact, PhaseOutcome Outcome)> GuardAsync(Func<Task<StoredArtifact>> store)
    {
        try
        {
            return (await store().ConfigureAwait(false), PhaseOutcome.Succeeded);
        }
        catch (ArchiveException e)
        {
            return (null, Failed(e.Message));
        }
        catch (ArtifactStoreException e)
        {
            return (null, e.Failure is ArtifactStoreFailure.Conflict ? Failed(e.Message) : PhaseOutcome.Fault(PhaseOutcome.ArtifactStoreFault, e.Message));
        }
        catch (IOException e)
        {
            return (null, PhaseOutcome.Fault(PhaseOutcome.ArtifactStoreFault, $"the artifact cannot be packed in '{workDirectory}': {e.Message}"));
        }
    }

    private async Task<StoredArtifact> StoreZipAsync(ArtifactPlan artifact, ArtifactKey key, IReadOnlyList<SelectedFile> files, CancellationToken cancellationToken)
    {
        Claim(key);
        // A key with the build's id is this build's: an earlier host stored it and ended before it could say so.
        if (artifact.Destination.HasBuildId && await store!.StatAsync(key, cancellationToken).ConfigureAwait(false) is { } earlier)
        {
            return Stored(artifact, files, earlier);
        }

        var packed = Spool();
        await using (packed.ConfigureAwait(false))
        {
            var zip = new ZipBuilder(packed);
            await using (zip.ConfigureAwait(false))
            {
                await ReadAsync(files, (file, entry) => zip.AddAsync(file.ToEntry(entry), entry.DataStream ?? Stream.Null, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
                await zip.CompleteAsync(cancellationToken).ConfigureAwait(false);
            }

            packed.Position = 0;
            return Stored(artifact, files, await PutAsync(artifact, key, packed, cancellationToken).ConfigureAwait(false));
        }
    }

    // What one artifact of a build has stored, another one must not replace.
    private void Claim(ArtifactKey key)
    {
        if (!_keys.Add(key))
        {
            throw new ArtifactStoreException($"Two artifacts of the build want the key '{key}'. Give them different names.", ArtifactStoreFailure.Conflict, key);
        }
    }

    private Task<ArtifactInfo> PutAsync(ArtifactPlan artifact, ArtifactKey key, Stream content, CancellationToken cancellationToken) =>
        new DestinationArtifacts(store!, artifact.Destination).PutAsync(key, content, cancellationToken);

    private FileStream Spool()
    {
        Directory.CreateDirectory(workDirectory);
        return new FileStream(
            Path.Combine(workDirectory, $"forge-{Guid.NewGuid():N}.spool"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
    }

    // The same line whoever stored it: a log that is written again counts its lines.
    private StoredArtifact Stored(ArtifactPlan artifact, IReadOnlyList<SelectedFile> files, ArtifactInfo info)
    {
        log.Write($"Uploaded {files.Count} file(s) as {info.Key}, {info.Size:N0} bytes, sha256:{info.Digest}");
        return new StoredArtifact { Identifier = artifact.Destination.Identifier, Location = info.Key.Value, Info = info };
    }

    private async Task<StoredArtifact> StoreFolderAsync(ArtifactPlan artifact, string prefix, IReadOnlyList<SelectedFile> files, CancellationToken cancellationToken)
    {
        await ReadAsync(
            files,
            (file, entry) => StoreFileAsync(artifact, ArtifactKey.Parse($"{prefix}/{file.Name}".TrimStart('/')), entry.DataStream ?? Stream.Null, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        log.Write($"Uploaded {files.Count} file(s) below {(prefix.Length > 0 ? prefix : "the root of the store")}");
        return new StoredArtifact { Identifier = artifact.Destination.Identifier, Location = prefix };
    }

    private async Task StoreFileAsync(ArtifactPlan artifact, ArtifactKey key, Stream content, CancellationToken cancellationToken)
    {
        Claim(key);
        if (artifact.Destination.HasBuildId)
        {
            await PutAsync(artifact, key, content, cancellationToken).ConfigureAwait(false);
            return;
        }

        // What may be stored a second time is read a second time.
        var spool = Spool();
        await using (spool.ConfigureAwait(false))
        {
            await content.CopyToAsync(spool, cancellationToken).ConfigureAwait(false);
            await PutAsync(artifact, key, spool, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(IReadOnlyList<SelectedFile> files, Func<SelectedFile, TarEntry, Task> take, CancellationToken cancellationToken)
    {
        var source = await environment.GetAsync(_root, [.. files.Select(file => file.Source)], cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var tar = new TarReader(source, leaveOpen: true);
            await using (tar.ConfigureAwait(false))
            {
                foreach (var file in files)
                {
                    var entry = await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false)
                        ?? throw new IOException($"the environment did not give '{file.Source}'");
                    await take(file, entry).ConfigureAwait(false);
                }
            }
        }
    }
}
