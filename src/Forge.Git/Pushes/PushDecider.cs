namespace Forge.Git.Pushes;

/// <summary>Says which refs a push has moved when nobody was there to see: after a crash, or when git was killed. Pure.</summary>
internal static class PushDecider
{
    /// <summary>Decides.</summary>
    /// <param name="state">The pushes around it.</param>
    /// <param name="push">The open push.</param>
    /// <param name="refs">The refs of the repository as they are now.</param>
    public static IReadOnlyList<RefUpdate> FindMoved(PushState state, PushEntry push, IReadOnlyDictionary<string, CommitId> refs)
    {
        var others = state.Pushes.Where(p => p != push).SelectMany(p => p.Moved ?? []).ToLookup(u => u.Ref, StringComparer.Ordinal);
        return [.. push.Intent.Updates.Where(u => HasMoved(u, others[u.Ref], refs))];
    }

    private static bool HasMoved(RefUpdate update, IEnumerable<RefUpdate> others, IReadOnlyDictionary<string, CommitId> refs)
    {
        // Two clients may ask for the same change: the ref moved once, and whoever recorded it was first.
        if (others.Contains(update))
        {
            return false;
        }

        return refs.GetValueOrDefault(update.Ref).ToString() == update.New || others.Any(o => o.Old == update.New);
    }
}
