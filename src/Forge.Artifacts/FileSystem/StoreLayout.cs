using System.Security.Cryptography;
using System.Text;
using Forge.Shared.Files;

namespace Forge.Artifacts.FileSystem;

/// <summary>Where things are in the directory of a store.</summary>
/// <remarks>
/// <c>blobs/3f/3f2c…</c> holds bytes under their digest; <c>manifests/a0/a0b1…</c> a manifest under the hash of its key, because
/// a key may be longer than a file name and may be the beginning of another key; <c>references/3f/3f2c…/a0b1…</c> is empty and
/// says that this manifest refers to these bytes; <c>staging</c> holds what is being written.
/// </remarks>
internal sealed class StoreLayout(string root)
{
    private const int ShardLength = 2;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Gets the directory of the store.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Gets the file whose lock orders changes.</summary>
    public string LockFile => Path.Join(Root, "lock");

    private string Blobs => Path.Join(Root, "blobs");

    private string ManifestRoot => Path.Join(Root, "manifests");

    private string References => Path.Join(Root, "references");

    private string Staging => Path.Join(Root, "staging");

    /// <summary>Returns the place of some bytes.</summary>
    public string Blob(ArtifactDigest digest) => Sharded(Blobs, digest.Value);

    /// <summary>Returns the place of a manifest.</summary>
    public string Manifest(ArtifactKey key) => Sharded(ManifestRoot, HashOf(key));

    /// <summary>Returns the place of the mark that a key refers to some bytes.</summary>
    public string Reference(ArtifactDigest digest, ArtifactKey key) => Path.Join(Sharded(References, digest.Value), HashOf(key));

    /// <summary>Returns a name for a file that is about to be written.</summary>
    public string NewStagingFile() => Path.Join(Staging, Path.GetRandomFileName());

    /// <summary>Returns the places of all manifests.</summary>
    public IEnumerable<string> Manifests() => Directory.EnumerateFiles(ManifestRoot, "*", SearchOption.AllDirectories);

    /// <summary>Makes the directories that are missing.</summary>
    public void CreateDirectories()
    {
        foreach (var directory in (string[])[Root, Blobs, ManifestRoot, References, Staging])
        {
            Directory.CreateDirectory(directory, OwnerOnly);
        }

        DurableDirectory.Flush(Root);
    }

    /// <summary>Removes what an interrupted run has left. Runs under the lock.</summary>
    /// <returns>How many files were removed.</returns>
    public int Sweep()
    {
        var orphans = Directory.EnumerateFiles(Staging).Where(StagedFile.IsAbandoned)
            .Concat(Directory.EnumerateFiles(References, "*", SearchOption.AllDirectories).Where(mark => !File.Exists(Sharded(ManifestRoot, Path.GetFileName(mark)))))
            .ToArray();
        foreach (var orphan in orphans)
        {
            File.Delete(orphan);
        }

        var unreferenced = Directory.EnumerateFiles(Blobs, "*", SearchOption.AllDirectories).Where(blob => !IsReferenced(blob)).ToArray();
        foreach (var blob in unreferenced)
        {
            File.Delete(blob);
        }

        return orphans.Length + unreferenced.Length;
    }

    private bool IsReferenced(string blob)
    {
        var references = Sharded(References, Path.GetFileName(blob));
        return Directory.Exists(references) && Directory.EnumerateFiles(references).Any();
    }

    private static string Sharded(string directory, string name) => Path.Join(directory, name[..ShardLength], name);

    private static string HashOf(ArtifactKey key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Value)));
}
