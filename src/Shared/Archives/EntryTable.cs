namespace Forge.Shared.Archives;

/// <summary>The entries seen so far, and the rules that hold between them.</summary>
internal sealed class EntryTable(ArchiveLimits limits)
{
    private const int MaxLinkHops = 40;
    private const int SetIdBits = 0b110_000_000_000;
    private const int PermissionBits = 0b111_111_111;

    private readonly List<ArchiveEntry> _entries = [];
    private readonly Dictionary<string, ArchiveEntry> _byPath = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parents = new(StringComparer.Ordinal);
    private readonly PortableNames? _names = limits.Names is ArchiveNames.Portable ? new PortableNames() : null;

    /// <summary>Gets the entries in the order of the archive.</summary>
    public IReadOnlyList<ArchiveEntry> Entries => _entries;

    /// <summary>Gets what the archive may ask of us.</summary>
    public ArchiveLimits Limits => limits;

    /// <summary>Gets the bytes of all files.</summary>
    public long TotalSize { get; private set; }

    /// <summary>Gets a value indicating whether FIFOs and devices are passed over.</summary>
    public bool IsLenient => limits.IsLenient;

    /// <summary>Finds a file that was added before, for a hard link to it.</summary>
    public ArchiveEntry FindFile(string path, string target) =>
        _byPath.TryGetValue(target, out var found) && found.Kind is ArchiveEntryKind.File
            ? found
            : throw ArchiveException.For(path, $"is a hard link to '{target}', which is not a file before it");

    /// <summary>Adds an entry whose name is checked already, or refuses it.</summary>
    /// <exception cref="ArchiveException">The entry breaks a rule.</exception>
    public void Add(ArchiveEntry entry)
    {
        if (_entries.Count >= limits.Entries)
        {
            throw ArchiveException.Whole($"it has more than {limits.Entries:N0} entries");
        }

        if (entry.Size < 0 || entry.Size > limits.EntrySize)
        {
            throw ArchiveException.For(entry.Path, $"has {entry.Size:N0} bytes; the most is {limits.EntrySize:N0}");
        }

        if (limits.IsLenient)
        {
            entry = entry with { UnixMode = entry.UnixMode & ~SetIdBits };
        }

        if (entry.Kind is ArchiveEntryKind.File && (entry.UnixMode & SetIdBits) != 0)
        {
            throw ArchiveException.For(entry.Path, "would run with the rights of its owner: setuid and setgid are not allowed");
        }

        var kept = entry with { UnixMode = entry.UnixMode & PermissionBits };
        Place(kept);
        TotalSize += kept.Size;
        _entries.Add(kept);
    }

    /// <summary>Judges where all links lead, with the links between them followed as a kernel would.</summary>
    /// <param name="root">The directory that no link may leave; empty for the whole archive.</param>
    /// <exception cref="ArchiveException">A link leads out, or in a circle.</exception>
    public void CheckLinks(string root)
    {
        if (limits.Links is ArchiveLinks.Anywhere)
        {
            return;
        }

        var depth = root.Length == 0 ? 0 : root.Count(c => c == '/') + 1;
        foreach (var link in _entries.Where(entry => entry.Kind is ArchiveEntryKind.Link && IsBelow(entry.Path, root)))
        {
            Follow(link, depth);
        }
    }

    /// <summary>Tells whether a path lies below a directory; everything lies below the empty one.</summary>
    public static bool IsBelow(string path, string directory) =>
        directory.Length == 0 || (path.Length > directory.Length && path[directory.Length] == '/' && path.StartsWith(directory, StringComparison.Ordinal));

    private void Place(ArchiveEntry entry)
    {
        // A parent that is known already was judged with everything above it.
        for (var slash = entry.Path.LastIndexOf('/'); slash > 0 && _parents.Add(entry.Path[..slash]); slash = entry.Path.LastIndexOf('/', slash - 1))
        {
            _names?.Check(entry.Path[..slash]);
            if (_byPath.TryGetValue(entry.Path[..slash], out var above) && above.Kind is not ArchiveEntryKind.Directory)
            {
                throw ArchiveException.For(entry.Path, $"lies below '{above.Path}', which is not a directory");
            }
        }

        if (entry.Kind is not ArchiveEntryKind.Directory && _parents.Contains(entry.Path))
        {
            throw ArchiveException.For(entry.Path, "is not a directory, but other entries lie below it");
        }

        if (!_byPath.TryAdd(entry.Path, entry))
        {
            throw ArchiveException.For(entry.Path, "is there twice");
        }

        _names?.Check(entry.Path);
    }

    private void Follow(ArchiveEntry link, int rootDepth)
    {
        var place = new Stack<string>(link.Path.Split('/')[..^1]);
        var ahead = new Stack<string>();
        var hops = 0;
        Push(link);
        while (ahead.TryPop(out var segment))
        {
            if (segment is "" or ".")
            {
                continue;
            }

            if (segment is "..")
            {
                if (place.Count <= rootDepth)
                {
                    throw ArchiveException.For(link.Path, $"is a link that leads out of the archive: '{link.LinkTarget}'");
                }

                place.Pop();
                continue;
            }

            place.Push(segment);
            if (_byPath.TryGetValue(string.Join('/', place.Reverse()), out var passed) && passed.Kind is ArchiveEntryKind.Link)
            {
                place.Pop();
                Push(passed);
            }
        }

        void Push(ArchiveEntry next)
        {
            if (next.LinkTarget[0] == '/')
            {
                throw ArchiveException.For(link.Path, $"is a link to an absolute path: '{next.LinkTarget}'");
            }

            if (++hops > MaxLinkHops)
            {
                throw ArchiveException.For(link.Path, $"is a link that leads in a circle, or through more than {MaxLinkHops} links");
            }

            foreach (var segment in next.LinkTarget.Split('/').Reverse())
            {
                ahead.Push(segment);
            }
        }
    }
}
