using Forge.Artifacts;
using Forge.Cli.Output;
using Forge.Shared.Archives;

namespace Forge.Cli.Hosting;

/// <summary>Puts a revision into an artifact store: an archive as it is, a directory as a zip.</summary>
internal static class Bundle
{
    private const string AppSpecName = "appspec.yml";
    private const int ModeBits = 0xFFF;

    /// <summary>Stores a revision under its own digest or a given key.</summary>
    /// <exception cref="UserException">There is no such file or directory, or the directory has no appspec in its root.</exception>
    public static async Task<ArtifactInfo> StoreAsync(
        IArtifactStore store, string location, string application, bool ignoreHiddenFiles, CancellationToken cancellationToken)
    {
        if (Directory.Exists(location))
        {
            return await StoreDirectoryAsync(store, location, application, ignoreHiddenFiles, cancellationToken).ConfigureAwait(false);
        }

        if (!File.Exists(location))
        {
            throw new UserException($"There is no file or directory '{location}'.");
        }

        var file = File.OpenRead(location);
        await using (file.ConfigureAwait(false))
        {
            return await StoreAsync(store, file, application, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<ArtifactInfo> StoreDirectoryAsync(
        IArtifactStore store, string directory, string application, bool ignoreHiddenFiles, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(directory, AppSpecName)))
        {
            throw new UserException($"'{directory}' has no {AppSpecName} in its root: a revision begins with one.");
        }

        // The zip lies in an unnamed file: nothing is left behind, whatever happens.
        var zip = new FileStream(
            Path.Combine(Path.GetTempPath(), $"forge-bundle-{Path.GetRandomFileName()}"),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        await using (zip.ConfigureAwait(false))
        {
            await PackAsync(directory, zip, ignoreHiddenFiles, cancellationToken).ConfigureAwait(false);
            return await StoreAsync(store, zip, application, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task PackAsync(string directory, Stream destination, bool ignoreHiddenFiles, CancellationToken cancellationToken)
    {
        var zip = new ZipBuilder(destination);
        await using (zip.ConfigureAwait(false))
        {
            foreach (var path in ListFiles(directory, ignoreHiddenFiles))
            {
                var content = File.OpenRead(Path.Combine(directory, path));
                await using (content.ConfigureAwait(false))
                {
                    var mode = (int)File.GetUnixFileMode(content.SafeFileHandle) & ModeBits;
                    await zip.AddAsync(
                        new ArchiveEntry { Path = path, Kind = ArchiveEntryKind.File, UnixMode = mode, Size = content.Length, ModifiedAt = ArchiveEntry.FixedTime },
                        content,
                        cancellationToken).ConfigureAwait(false);
                }
            }

            await zip.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // As the reference's push: files only; a link to a file becomes the file, a link to a directory is left out.
    private static IEnumerable<string> ListFiles(string directory, bool ignoreHiddenFiles)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = false, AttributesToSkip = 0, IgnoreInaccessible = false };
        var pending = new Stack<string>([""]);
        var files = new List<string>();
        while (pending.TryPop(out var folder))
        {
            foreach (var entry in new DirectoryInfo(Path.Combine(directory, folder)).EnumerateFileSystemInfos("*", options))
            {
                var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                if (ignoreHiddenFiles && entry.Name.StartsWith('.'))
                {
                    continue;
                }

                if (entry is FileInfo)
                {
                    files.Add(path);
                }
                else if (entry.LinkTarget is null)
                {
                    pending.Push(path);
                }
            }
        }

        return files.Order(StringComparer.Ordinal);
    }

    private static async Task<ArtifactInfo> StoreAsync(IArtifactStore store, Stream content, string application, CancellationToken cancellationToken)
    {
        content.Position = 0;
        var digest = ArtifactDigest.FromHash(await System.Security.Cryptography.SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
        content.Position = 0;
        return await store.PutAsync(ArtifactKey.Parse($"{application}/{digest}"), content, cancellationToken).ConfigureAwait(false);
    }
}
