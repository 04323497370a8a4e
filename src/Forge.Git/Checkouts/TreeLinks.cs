namespace Forge.Git.Checkouts;

/// <summary>Follows the symbolic links of a tree on paper. Pure: nothing on the disk is touched.</summary>
internal sealed class TreeLinks(IReadOnlyDictionary<string, string> links)
{
    // The kernel's own limit.
    private const int MaxHops = 40;

    /// <summary>Says whether following a link ends, or passes, outside the tree. A loop leads nowhere and counts as outside.</summary>
    /// <param name="path">The path of the link in the tree, with slashes.</param>
    public bool LeavesTree(string path)
    {
        var resolved = new List<string>();
        var pending = new Stack<string>(path.Split('/').Reverse());
        var hops = 0;
        while (pending.TryPop(out var part))
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part is "..")
            {
                if (resolved.Count == 0)
                {
                    return true;
                }

                resolved.RemoveAt(resolved.Count - 1);
                continue;
            }

            resolved.Add(part);
            if (!links.TryGetValue(string.Join('/', resolved), out var target))
            {
                continue;
            }

            if (target.StartsWith('/') || ++hops > MaxHops)
            {
                return true;
            }

            // A link is read from the directory that holds it, wherever earlier links have led to.
            resolved.RemoveAt(resolved.Count - 1);
            foreach (var next in target.Split('/').Reverse())
            {
                pending.Push(next);
            }
        }

        return false;
    }
}
