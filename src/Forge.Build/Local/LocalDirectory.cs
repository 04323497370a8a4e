using Forge.Shared.Archives;
using Forge.Shared.Archives.Tar;

namespace Forge.Build.Local;

/// <summary>The directory of one build on this machine, and how files get into it and out of it. Both executors share it.</summary>
/// <param name="root">The directory.</param>
/// <param name="executor">The executor's name, for errors.</param>
internal sealed class LocalDirectory(string root, string executor)
{
    // A source tree is not an archive of a stranger: it may be large, and its links are its own affair.
    private static readonly ArchiveLimits SourceLimits = ArchiveLimits.Default with
    {
        Entries = 2_000_000,
        EntrySize = long.MaxValue,
        TotalSize = long.MaxValue,
        Links = ArchiveLinks.Anywhere,
        Names = ArchiveNames.Any,
    };

    // A copy of what a build has left is as large as that, and may hold anything.
    private static readonly ArchiveLimits CopyLimits = SourceLimits with { IsLenient = true };

    /// <summary>Gets the directory.</summary>
    public string Root => root;

    /// <summary>Unpacks a tar.</summary>
    public Task PutAsync(string path, Stream tar, CancellationToken cancellationToken) => ExtractAsync(path, tar, SourceLimits, cancellationToken);

    /// <summary>Unpacks a tar of what a build has left. FIFOs and devices are left out.</summary>
    public Task CopyAsync(Stream tar, CancellationToken cancellationToken) => ExtractAsync("", tar, CopyLimits, cancellationToken);

    /// <summary>Gives everything to a user. Nothing of the build may run.</summary>
    /// <exception cref="BuildExecutorException">The system refuses.</exception>
    public Task GiveToAsync(int user) =>
        GuardAsync("The files of the build cannot be given to its user", () =>
        {
            FileOwner.SetTree(root, user);
            return Task.FromResult(true);
        });

    /// <summary>Refuses a path that leads out.</summary>
    /// <exception cref="BuildExecutorException">It does.</exception>
    public void Check(string path) => Inside(path);

    /// <summary>Reads from a file that may be growing, or that may be anything.</summary>
    public Task<int> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        GuardAsync($"'{path}' of the build cannot be read", async () =>
        {
            using var file = BeneathFile.TryOpen(root, path);
            return file is null ? 0 : await RandomAccess.ReadAsync(file, buffer, offset, cancellationToken).ConfigureAwait(false);
        });

    /// <summary>Lists files and links. Whoever calls it has ended the build's processes.</summary>
    public Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken) => ListAsync(path, WalkDetail.Status, cancellationToken);

    /// <summary>Lists files and links without their sizes. Whoever calls it has ended the build's processes.</summary>
    public Task<IReadOnlyList<BuildFile>?> ListNamesAsync(string path, CancellationToken cancellationToken) => ListAsync(path, WalkDetail.Names, cancellationToken);

    /// <summary>Packs files into a tar. Whoever calls it has ended the build's processes.</summary>
    public Stream Get(string path, IReadOnlyList<string> files) =>
        new ProducedStream((destination, cancellationToken) => PackAsync(path, files, destination, cancellationToken));

    /// <summary>Deletes the directory, whatever permissions the build has left in it.</summary>
    /// <exception cref="UnauthorizedAccessException">Something belongs to another user.</exception>
    public void Delete()
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        try
        {
            BuildOwner.Delete(root);
        }
        catch (UnauthorizedAccessException)
        {
            OpenUp(root);
            BuildOwner.Delete(root);
        }
    }

    private Task<bool> ExtractAsync(string path, Stream tar, ArchiveLimits limits, CancellationToken cancellationToken) =>
        GuardAsync($"The files for '{path}' of the build cannot be unpacked", async () =>
        {
            Inside(path);
            Directory.CreateDirectory(root);

            // A build that runs may put a link in the place of a directory at any moment: what is open stays what it is.
            using var directory = BeneathFile.OpenDirectory(root, path);
            await DirectoryTar.ExtractAsync(tar, BeneathFile.PathOf(directory), limits, cancellationToken).ConfigureAwait(false);
            return true;
        });

    private Task<IReadOnlyList<BuildFile>?> ListAsync(string path, WalkDetail detail, CancellationToken cancellationToken) =>
        GuardAsync($"'{path}' of the build cannot be listed", () =>
        {
            var directory = Inside(path);
            if (!IsRealDirectory(path))
            {
                return Task.FromResult<IReadOnlyList<BuildFile>?>(null);
            }

            var found = DirectoryWalk.List(directory, detail, cancellationToken);
            var files = new List<BuildFile>(found.Count);
            files.AddRange(found.Where(file => !file.Status.IsDirectory).Select(ToBuildFile));
            return Task.FromResult<IReadOnlyList<BuildFile>?>(files);
        });

    private static BuildFile ToBuildFile(FoundFile file) => file.LinkTarget.Length > 0
        ? new BuildFile { Path = file.Path, Size = 0, LinkTarget = file.LinkTarget }
        : new BuildFile { Path = file.Path, Size = file.Status.Size };

    private async Task PackAsync(string path, IReadOnlyList<string> files, Stream destination, CancellationToken cancellationToken)
    {
        var tar = new TarBuilder(destination);
        foreach (var name in files)
        {
            var below = path.Length == 0 ? name : $"{path}/{name}";
            var status = FileStamp.Read(Inside(below)) ?? throw Missing(below);
            if ((status.Mode & UnixModes.TypeMask) == UnixModes.Link)
            {
                await tar.AddLinkAsync(name, new FileInfo(Inside(below)).LinkTarget ?? "", status.ModifiedTime, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var content = new FileStream(BeneathFile.TryOpen(root, below) ?? throw Missing(below), FileAccess.Read, bufferSize: 0);
            await using (content.ConfigureAwait(false))
            {
                await tar.AddFileAsync(name, status.Mode & ~UnixModes.TypeMask, status.ModifiedTime, status.Size, content, cancellationToken).ConfigureAwait(false);
            }
        }

        await tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void OpenUp(string directory)
    {
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var child in Directory.EnumerateDirectories(directory))
        {
            if (FileStamp.Read(child) is { IsDirectory: true })
            {
                OpenUp(child);
            }
        }
    }

    private bool IsRealDirectory(string path)
    {
        var at = root;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Prepend("."))
        {
            at = Path.Join(at, part);
            if (FileStamp.Read(at) is not { IsDirectory: true })
            {
                return false;
            }
        }

        return true;
    }

    private string Inside(string path) =>
        path.Split('/').Contains("..") || path.StartsWith('/')
            ? throw new BuildExecutorException($"'{path}' leads out of the build's directory. Use a path below it.", executor)
            : Path.Join(root, path);

    private BuildExecutorException Missing(string path) => new($"'{path}' of the build is no longer there.", executor);

    private async Task<T> GuardAsync<T>(string what, Func<Task<T>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArchiveException)
        {
            throw new BuildExecutorException($"{what}: {e.Message}", executor, isTransient: false, e);
        }
    }
}
