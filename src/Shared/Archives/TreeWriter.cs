using System.Buffers;

namespace Forge.Shared.Archives;

/// <summary>Writes the entries of an archive below a directory, and nowhere else.</summary>
/// <remarks>
/// No link is followed: every parent is checked to be a real directory, files are created anew, and the links of the archive
/// come last, so that nothing is ever written through them. Owners are ignored: everything belongs to whoever unpacks.
/// </remarks>
internal sealed class TreeWriter(string root)
{
    private const UnixFileMode OwnerMayEnter = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int BufferSize = 128 * 1024;

    private readonly string _root = Path.GetFullPath(root);

    // Whether this writer made the directory: then nothing is in it but what this writer put there.
    private readonly Dictionary<string, bool> _directories = new(StringComparer.Ordinal);
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

    /// <summary>Makes room for a file in the place of whatever is there, unless that is a directory.</summary>
    /// <returns>Where the file is to be created.</returns>
    /// <exception cref="ArchiveException">Something is in the way.</exception>
    public string Prepare(ArchiveEntry entry)
    {
        var slash = entry.Path.LastIndexOf('/');
        var isFresh = EnsureDirectory(slash < 0 ? "" : entry.Path[..slash]);
        var path = Full(entry.Path);
        if (!isFresh && FileStamp.Read(path) is { } present)
        {
            if (present.IsDirectory)
            {
                throw ArchiveException.For(entry.Path, "cannot be unpacked: a directory is in its place");
            }

            File.Delete(path);
        }

        return path;
    }

    /// <summary>Writes a file.</summary>
    /// <exception cref="ArchiveException">Something is in the way.</exception>
    public async Task AddFileAsync(ArchiveEntry entry, Stream content, CancellationToken cancellationToken)
    {
        var file = Create(Prepare(entry), FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            await content.CopyToAsync(file, BufferSize, cancellationToken).ConfigureAwait(false);
            Finish(file, entry);
        }
    }

    /// <summary>Writes a file for which there is room. Several may be written at the same time.</summary>
    public static void Write(string path, ArchiveEntry entry, Stream content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(entry.Size, 1, BufferSize));
        try
        {
            using var file = Create(path, FileOptions.None);
            for (var filled = 0; ;)
            {
                // What the decompressor gives at a time is little; one write for a small file is enough.
                var read = filled < buffer.Length ? content.Read(buffer.AsSpan(filled)) : 0;
                filled += read;
                if (read == 0)
                {
                    if (filled == 0)
                    {
                        break;
                    }

                    cancellationToken.ThrowIfCancellationRequested();
                    file.Write(buffer.AsSpan(0, filled));
                    filled = 0;
                }
            }

            Finish(file, entry);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Opens a file that this writer has written before.</summary>
    public FileStream OpenWritten(ArchiveEntry entry) =>
        new(Full(entry.Path), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);

    /// <summary>Creates the links and sets the permissions of directories.</summary>
    public void Complete()
    {
        EnsureDirectory("");
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

    private static FileStream Create(string path, FileOptions options) => new(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        Share = FileShare.None,
        BufferSize = 0,
        Options = options,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    private static void Finish(FileStream file, ArchiveEntry entry)
    {
        File.SetUnixFileMode(file.SafeFileHandle, (UnixFileMode)entry.UnixMode);
        File.SetLastWriteTimeUtc(file.SafeFileHandle, entry.ModifiedAt.UtcDateTime);
    }

    private bool EnsureDirectory(string path)
    {
        if (_directories.TryGetValue(path, out var isFresh))
        {
            return isFresh;
        }

        var full = path.Length == 0 ? _root : Full(path);
        if (path.Length > 0)
        {
            var slash = path.LastIndexOf('/');
            EnsureDirectory(slash < 0 ? "" : path[..slash]);
        }

        var present = FileStamp.Read(full);
        if (present is { IsDirectory: false } && path.Length > 0)
        {
            throw ArchiveException.For(path, "cannot be unpacked: something that is not a directory is in its place");
        }

        if (present is null || path.Length == 0)
        {
            Directory.CreateDirectory(full);
        }

        _directories.Add(path, present is null);
        return present is null;
    }

    private string Full(string path) => Path.Join(_root, path);
}
