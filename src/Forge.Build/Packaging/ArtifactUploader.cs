using System.Formats.Tar;
using Forge.Artifacts;
using Forge.Build.Driving;
using Forge.Build.Output;
using Forge.Build.Planning;
using Forge.Build.Running;
using Forge.Shared.Archives;

namespace Forge.Build.Packaging;

/// <summary>Packs the artifact of a build and stores it.</summary>
internal sealed class ArtifactUploader(IBuildEnvironment environment, IArtifactStore? store, BuildLog log, string workDirectory)
{
    private const int LongestExpansion = 1024 * 1024;

    /// <summary>Packs and stores.</summary>
    /// <param name="plan">The build.</param>
    /// <param name="keyPrefix">What the key begins with: project and build id.</param>
    /// <param name="cancellationToken">Cancels the upload; nothing of it remains then.</param>
    /// <returns>What was stored, or how it failed.</returns>
    public async Task<(ArtifactInfo? Artifact, PhaseOutcome Outcome)> UploadAsync(BuildPlan plan, string keyPrefix, CancellationToken cancellationToken)
    {
        if (plan.Artifact is null)
        {
            return (null, PhaseOutcome.Succeeded);
        }

        if (plan.Artifact.Files is null)
        {
            return (null, Failed("no definition for primary artifacts in buildspec"));
        }

        if (store is null)
        {
            return (null, Failed("the buildspec has artifacts and this host has no artifact store, or several and BuildOptions.ArtifactStore names none; register one"));
        }

        var artifact = await ExpandAsync(plan.Artifact, cancellationToken).ConfigureAwait(false);
        if (!ArtifactKey.TryParse($"{keyPrefix}/{artifact.Name}", out var key))
        {
            return (null, Failed($"'{artifact.Name}' cannot be the name of an artifact: it must have parts divided by '/', none of them empty, '.' or '..'"));
        }

        var files = await environment.ListAsync(RunnerFiles.SourceDirectory, cancellationToken).ConfigureAwait(false);
        var selection = ArtifactSelector.Select(artifact, files ?? [], plan.SourceDirectory);
        foreach (var line in selection.Log)
        {
            log.Write(line);
        }

        return selection.Files.Count == 0
            ? (null, Failed("no matching artifact paths found"))
            : await StoreAsync(key, selection.Files, cancellationToken).ConfigureAwait(false);
    }

    private static PhaseOutcome Failed(string message) => PhaseOutcome.Failed(PhaseOutcome.ClientError, message);

    private async Task<ArtifactPlan> ExpandAsync(ArtifactPlan artifact, CancellationToken cancellationToken)
    {
        if (!RunnerFiles.NeedsExpansion(artifact))
        {
            return artifact;
        }

        var buffer = new byte[LongestExpansion];
        var length = 0;
        while (await environment.ReadAsync(RunnerFiles.ExpandedFile, length, buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            length += read;
        }

        if (RunnerFiles.ReadExpanded(buffer.AsSpan(0, length), artifact.Texts.Count) is { } texts)
        {
            return artifact.WithTexts(texts);
        }

        log.Write("Warning: the variables in 'artifacts' could not be expanded and are taken as they stand");
        return artifact;
    }

    private async Task<(ArtifactInfo? Artifact, PhaseOutcome Outcome)> StoreAsync(
        ArtifactKey key, IReadOnlyList<SelectedFile> files, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(workDirectory);
        var packed = new FileStream(
            Path.Combine(workDirectory, $"forge-{Guid.NewGuid():N}.zip"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await using (packed.ConfigureAwait(false))
        {
            try
            {
                await PackAsync(files, packed, cancellationToken).ConfigureAwait(false);
                packed.Position = 0;
                var stored = await store!.PutAsync(key, packed, cancellationToken).ConfigureAwait(false);
                log.Write($"Uploaded {files.Count} file(s) as {key}, {stored.Size:N0} bytes, sha256:{stored.Digest}");
                return (stored, PhaseOutcome.Succeeded);
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
    }

    private async Task PackAsync(IReadOnlyList<SelectedFile> files, Stream destination, CancellationToken cancellationToken)
    {
        var source = await environment.GetAsync(RunnerFiles.SourceDirectory, [.. files.Select(file => file.Source)], cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var tar = new TarReader(source, leaveOpen: true);
            await using (tar.ConfigureAwait(false))
            {
                var zip = new ZipBuilder(destination);
                await using (zip.ConfigureAwait(false))
                {
                    foreach (var file in files)
                    {
                        var entry = await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false)
                            ?? throw new IOException($"the environment did not give '{file.Source}'");
                        await zip.AddFileAsync(file.Name, (int)entry.Mode, entry.DataStream ?? Stream.Null, cancellationToken).ConfigureAwait(false);
                    }
                }
            }
        }
    }
}
