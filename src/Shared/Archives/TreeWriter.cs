namespace Forge.Shared.Archives;

/// <summary>Writes the entries of an archive below a directory, and nowhere else.</summary>
/// <remarks>
/// No link is followed: every parent is checked to be a real directory, files are created anew, and the links of the archive
/// come last, so that nothing is ever written through them. Owners are ignored: everything belongs to whoever unpacks.
/// </remarks>
internal sealed class TreeWriter(string root)
{
    private const UnixFileMode OwnerMayEnter = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _root = Path.GetFullPath(root);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly List<ArchiveEntry> _modes = [];
    private readonly List<ArchiveEntry> _links = [];

    /// <summary>Writes a directory; its permissions are set at the end.</summary>
    public void AddDirectory(ArchiveEntry entry)
    {
        EnsureDirectory(entry.Path);
        _modes.Add(entry);
    }

    /// <summary>Keeps a link for the end.</summary>
    public void AddLink(ArchiveEntry entry) => _links.Add(entry);

    /// <summary>Writes a file in the place of whatever is there, unless that is a directory.</summary>
    /// <exception cref="ArchiveException">Something is in the way.</exception>
    public async Task AddFileAsync(ArchiveEntry entry, Stream content, CancellationToken cancellationToken)
    {
        var path = Prepare(entry);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        var file = new FileStream(path, options);
        await using (file.ConfigureAwait(false))
        {
            await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            File.SetUnixFileMode(file.SafeFileHandle, (UnixFileMode)entry.UnixMode);
            File.SetLastWriteTimeUtc(file.SafeFileHandle, entry.ModifiedAt.UtcDateTime);
        }
    }

    /// <summary>Opens a file that this writer has written before.</summary>
    public FileStream OpenWritten(ArchiveEntry entry) =>
        new(Full(entry.Path), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);

    /// <summary>Creates the links and sets the permissions of directories.</summary>
    public void Complete()
    {
        foreach (var link in _links)
        {
            File.CreateSymbolicLink(Prepare(link), link.LinkTarget);
        }

        // The deepest first: a directory may lose the permission to be entered. Its owner keeps it, or nobody could delete the tree.
        foreach (var directory in _modes.OrderByDescending(entry => entry.Path, StringComparer.Ordinal))
        {
            File.SetUnixFileMode(Full(directory.Path), (UnixFileMode)directory.UnixMode | OwnerMayEnter);
        }
    }

    private string Prepare(ArchiveEntry entry)
    {
        var slash = entry.Path.LastIndexOf('/');
        EnsureDirectory(slash < 0 ? "" : entry.Path[..slash]);
        var path = Full(entry.Path);
        if (FileStatus.Read(path) is { } present)
        {
            if (present.IsDirectory)
            {
                throw ArchiveException.For(entry.Path, "cannot be unpacked: a directory is in its place");
            }

            File.Delete(path);
        }

        return path;
    }

    private void EnsureDirectory(string path)
    {
        if (_directories.Contains(path))
        {
            return;
        }

        if (path.Length == 0)
        {
            Directory.CreateDirectory(_root);
        }
        else
        {
            var slash = path.LastIndexOf('/');
            EnsureDirectory(slash < 0 ? "" : path[..slash]);
            var full = Full(path);
            if (FileStatus.Read(full) is not { } present)
            {
                Directory.CreateDirectory(full);
            }
            else if (!present.IsDirectory)
            {
                throw ArchiveException.For(path, "cannot be unpacked: something that is not a directory is in its place");
            }
        }

        _directories.Add(path);
    }

    private string Full(string path) => Path.Join(_root, path);
}
