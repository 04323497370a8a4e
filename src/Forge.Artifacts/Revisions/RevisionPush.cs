using System.Security.Cryptography;
using Forge.Shared.Archives;
using Forge.Shared.Trees;

namespace Forge.Artifacts.Revisions;

/// <summary>Bundles directories as revisions and stores them, as <c>aws deploy push</c> does.</summary>
/// <remarks>Safe for concurrent use. The same directory gives the same key, so that pushing it again changes nothing.</remarks>
/// <param name="store">Where revisions go.</param>
/// <param name="timeProvider">The clock; null for the system's.</param>
public sealed class RevisionPush(IArtifactStore store, TimeProvider? timeProvider = null)
{
    private const string AppSpecName = "appspec.yml";
    private const int ModeBits = 0xFFF;

    private readonly RevisionTree _trees = new(store, timeProvider ?? TimeProvider.System);

    /// <summary>Bundles a directory and stores it, as a tree or as a zip.</summary>
    /// <param name="request">The directory and the application.</param>
    /// <param name="cancellationToken">Cancels everything; nothing remains then.</param>
    /// <returns>What was stored.</returns>
    /// <exception cref="RevisionRefusedException">The directory has no <c>appspec.yml</c> in its root, or something that cannot be bundled, or the key cannot be a tree's.</exception>
    /// <exception cref="ArtifactStoreException">The key holds something else, or the store is full or cannot be reached.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<RevisionPushResult> PushAsync(RevisionPushRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var files = RevisionFiles.Of(request.Source, request.LeaveOut);
        Check(request, files);
        return (request.Form ?? FormOf(request.Key)) is RevisionForm.Tree
            ? await _trees.PushAsync(request, files, cancellationToken).ConfigureAwait(false)
            : await PushZipAsync(request, files, cancellationToken).ConfigureAwait(false);
    }

    private static RevisionForm FormOf(ArtifactKey? key) =>
        key?.Value.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) == true ? RevisionForm.Zip : RevisionForm.Tree;

    private async Task<RevisionPushResult> PushZipAsync(RevisionPushRequest request, IReadOnlyList<RevisionFile> files, CancellationToken cancellationToken)
    {
        var zip = UnnamedFile.Create();
        await using (zip.ConfigureAwait(false))
        {
            await PackAsync(files, zip, cancellationToken).ConfigureAwait(false);
            zip.Position = 0;
            var digest = ArtifactDigest.FromHash(await SHA256.HashDataAsync(zip, cancellationToken).ConfigureAwait(false));
            var key = request.Key ?? RevisionKey.Of(request.Application, digest.Value);
            var present = await store.StatAsync(key, cancellationToken).ConfigureAwait(false);
            zip.Position = 0;
            return new RevisionPushResult
            {
                Info = present?.Digest == digest ? present : await store.PutAsync(key, zip, cancellationToken).ConfigureAwait(false),
                Digest = digest,
                Files = files.Count,
                Size = zip.Length,
                StoredBytes = present?.Digest == digest ? 0 : zip.Length,
            };
        }
    }

    private static void Check(RevisionPushRequest request, IReadOnlyList<RevisionFile> files)
    {
        if (files.Any(file => file.Path == AppSpecName))
        {
            return;
        }

        var near = files.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file.Path).Equals("appspec", StringComparison.OrdinalIgnoreCase));
        throw new RevisionRefusedException(
            File.Exists(Path.Join(request.Source, AppSpecName)) ? $"'{request.Source}' has an {AppSpecName}, but it is among the files that are left out. Keep it in."
            : near is not null ? $"'{request.Source}' has no {AppSpecName} in its root, but '{near.Path}'. Move or rename it."
            : $"'{request.Source}' has no {AppSpecName} in its root: a revision begins with one.");
    }

    private static async Task PackAsync(IReadOnlyList<RevisionFile> files, Stream destination, CancellationToken cancellationToken)
    {
        try
        {
            var zip = new ZipBuilder(destination);
            await using (zip.ConfigureAwait(false))
            {
                foreach (var file in files)
                {
                    var content = File.OpenRead(file.Source);
                    await using (content.ConfigureAwait(false))
                    {
                        var mode = (int)File.GetUnixFileMode(content.SafeFileHandle) & ModeBits;
                        await zip.AddAsync(
                            new ArchiveEntry { Path = file.Path, Kind = ArchiveEntryKind.File, UnixMode = mode, Size = content.Length, ModifiedAt = ArchiveEntry.FixedTime },
                            content,
                            cancellationToken).ConfigureAwait(false);
                    }
                }

                await zip.CompleteAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ArchiveException e)
        {
            throw new RevisionRefusedException($"The revision cannot be bundled. {e.Message}");
        }
    }
}
