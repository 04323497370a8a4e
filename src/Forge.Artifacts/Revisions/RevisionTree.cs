using Forge.Shared.Archives;
using Forge.Shared.Trees;

namespace Forge.Artifacts.Revisions;

/// <summary>Stores revisions as trees.</summary>
internal sealed class RevisionTree(IArtifactStore store, TimeProvider timeProvider)
{
    /// <summary>Stores a revision.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="files">Its files, in ordinal order.</param>
    /// <param name="cancellationToken">Cancels everything; nobody sees anything of it then.</param>
    /// <exception cref="RevisionRefusedException">There is no place for it beside other trees, or a name cannot be bundled.</exception>
    public async Task<RevisionPushResult> PushAsync(RevisionPushRequest request, IReadOnlyList<RevisionFile> files, CancellationToken cancellationToken)
    {
        var upload = new TreeUpload(store, PoolOf(request), timeProvider);
        var stored = await upload.RunAsync(
            new TreeUploadRequest { Key = request.Key, Content = Entries(files), StampFile = request.StampFile }, cancellationToken).ConfigureAwait(false);
        return new RevisionPushResult
        {
            Info = stored.Info,
            Digest = stored.Manifest.Digest,
            Files = files.Count,
            Size = stored.Manifest.Size,
            StoredBytes = stored.StoredBytes,
        };
    }

    private static TreePool PoolOf(RevisionPushRequest request)
    {
        if (request.Key is not { } key)
        {
            return new TreePool(RevisionKey.Of(request.Application, "0").Value[..^"/0".Length]);
        }

        var slash = key.Value.LastIndexOf('/');
        var pool = slash < 0 ? null : new TreePool(key.Value[..slash]);
        return pool is not null && key.Value.Split('/')[..^1].All(segment => segment is not ("packs" or "garbage" or "leases")) ? pool : throw new RevisionRefusedException(
            $"'{key}' cannot be the key of a tree: what it shares with others lies beside it. Use a key of two parts or more, such as '{request.Application}/{key}', none of them 'packs', 'garbage' or 'leases', or store a zip.");
    }

    // The modes and times are those of the zip, so that the same files are the same tree wherever they were.
    private static List<ScannedEntry> Entries(IReadOnlyList<RevisionFile> files)
    {
        var time = ArchiveEntry.FixedTime.ToUnixTimeSeconds();
        var paths = new PackedPaths();
        var entries = new List<ScannedEntry>(files.Count);
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            try
            {
                paths.Add(file.Path);
            }
            catch (ArchiveException e)
            {
                throw new RevisionRefusedException($"The revision cannot be bundled. {e.Message}");
            }

            for (var slash = file.Path.LastIndexOf('/'); slash > 0 && folders.Add(file.Path[..slash]); slash = file.Path.LastIndexOf('/', slash - 1))
            {
                var folder = default(FileStamp) with { Mode = UnixModes.Directory | UnixModes.DefaultDirectory };
                entries.Add(new ScannedEntry(file.Path[..slash], "", folder) { ModifiedAt = time });
            }

            entries.Add(new ScannedEntry(file.Path, file.Source, file.Stamp) { ModifiedAt = time });
        }

        return entries;
    }
}
