using Forge.Deploy.Specs;

namespace Forge.Deploy.Planning;

/// <summary>What a revision holds, as a tree. Immutable once made.</summary>
internal sealed class BundleTree
{
    private const int MostLinks = 40;

    private readonly Dictionary<string, BundleEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _children = new(StringComparer.Ordinal) { [""] = new(StringComparer.Ordinal) };

    /// <summary>Initializes a new instance of the <see cref="BundleTree"/> class. Directories that only paths tell of are added.</summary>
    public BundleTree(IEnumerable<BundleEntry> entries)
    {
        foreach (var entry in entries)
        {
            _entries[entry.Path] = entry;
        }

        foreach (var path in _entries.Keys.ToList())
        {
            for (var child = path; child is not ""; child = BundlePath.Parent(child))
            {
                var parent = BundlePath.Parent(child);
                if (parent is not "")
                {
                    _entries.TryAdd(parent, new BundleEntry(parent, BundleEntryKind.Directory));
                }

                if (!Children(parent).Add(BundlePath.Name(child)))
                {
                    break;
                }
            }
        }
    }

    /// <summary>Finds an entry after following every symbolic link on the way and at the end; null when there is none.</summary>
    /// <returns>The entry; for the top a directory whose path is empty.</returns>
    public BundleEntry? Resolve(string path) => Resolve(path, MostLinks);

    /// <summary>Finds an entry by its own path, links not followed.</summary>
    public BundleEntry? Find(string path) =>
        path is "" ? new BundleEntry("", BundleEntryKind.Directory) : _entries.GetValueOrDefault(path);

    /// <summary>Returns the names in a directory, in ordinal order.</summary>
    public IReadOnlyCollection<string> Names(string directory) => _children.TryGetValue(directory, out var names) ? names : [];

    private BundleEntry? Resolve(string path, int links)
    {
        var reached = "";
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Find(BundlePath.Join(reached, segment)) is not { } entry)
            {
                return null;
            }

            if (entry.Kind is BundleEntryKind.Link)
            {
                entry = Follow(entry, links);
            }

            if (entry is null)
            {
                return null;
            }

            reached = entry.Path;
        }

        return Find(reached);
    }

    private BundleEntry? Follow(BundleEntry link, int links) =>
        links > 0 && !link.LinkTarget.StartsWith('/')
        && BundlePath.TrySimplify($"{BundlePath.Parent(link.Path)}/{link.LinkTarget}", out var target)
            ? Resolve(target, links - 1)
            : null;

    private SortedSet<string> Children(string directory)
    {
        if (!_children.TryGetValue(directory, out var names))
        {
            _children[directory] = names = new SortedSet<string>(StringComparer.Ordinal);
        }

        return names;
    }
}
