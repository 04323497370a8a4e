using Forge.Artifacts.Provenance;
using Forge.Shared.Trees;

namespace Forge.Artifacts.Retention;

/// <summary>Decides what goes. Pure.</summary>
internal static class RetentionPlanner
{
    /// <summary>Decides what goes.</summary>
    /// <param name="artifacts">Everything in the store.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="isProtected">Whether something needs a key.</param>
    /// <param name="packsOf">The contents that a key, which is a tree, shares with others.</param>
    /// <param name="time">The time, and how long everything is kept.</param>
    /// <returns>What goes, in ordinal order of the keys.</returns>
    public static IReadOnlyList<ArtifactDeletion> Plan(
        IReadOnlyList<ArtifactInfo> artifacts, IReadOnlyList<ArtifactRetentionRuleOptions> rules, Func<ArtifactKey, bool> isProtected, Func<ArtifactKey, IEnumerable<ArtifactInfo>> packsOf, (DateTimeOffset Now, TimeSpan MinAge) time) =>
        [.. artifacts
            .Where(artifact => !TreePool.IsPartOfAny(artifact.Key))
            .GroupBy(artifact => rules.FirstOrDefault(rule => artifact.Key.Value.StartsWith(rule.Prefix, StringComparison.Ordinal)))
            .Where(group => group.Key is not null)
            .SelectMany(group => PlanRule(Units(group, group.Key!, packsOf), group.Key!, isProtected, time))
            .OrderBy(deletion => deletion.Info.Key.Value, StringComparer.Ordinal)];

    private static IEnumerable<ArtifactDeletion> PlanRule(
        IEnumerable<RetentionUnit> units, ArtifactRetentionRuleOptions rule, Func<ArtifactKey, bool> isProtected, (DateTimeOffset Now, TimeSpan MinAge) time)
    {
        foreach (var project in units.GroupBy(unit => unit.Project, StringComparer.Ordinal))
        {
            var (count, bytes) = (0, 0L);
            var packs = new HashSet<string>(StringComparer.Ordinal);

            // What is needed counts first: a limit never makes up for it by deleting what is newer.
            foreach (var unit in project
                .OrderByDescending(unit => IsKept(unit, isProtected, time))
                .ThenByDescending(unit => unit.StoredAt)
                .ThenByDescending(unit => unit.Name, StringComparer.Ordinal))
            {
                var size = unit.SizeBeside(packs);
                if (!IsKept(unit, isProtected, time) && Broken(unit, rule, (count + 1, bytes + size), time.Now) is { } limit)
                {
                    foreach (var artifact in unit.Artifacts)
                    {
                        yield return new ArtifactDeletion { Info = artifact, Limit = limit };
                    }

                    continue;
                }

                count++;
                bytes += size;
                packs.UnionWith(unit.Packs.Select(pack => pack.Key.Value));
            }
        }
    }

    private static bool IsKept(RetentionUnit unit, Func<ArtifactKey, bool> isProtected, (DateTimeOffset Now, TimeSpan MinAge) time) =>
        time.Now - unit.StoredAt < time.MinAge || unit.Artifacts.Any(artifact => isProtected(artifact.Key));

    private static ArtifactRetentionLimit? Broken(RetentionUnit unit, ArtifactRetentionRuleOptions rule, (int Count, long Bytes) after, DateTimeOffset now) =>
        now - unit.StoredAt > rule.MaxAge ? ArtifactRetentionLimit.Age
        : after.Count > rule.MaxCount ? ArtifactRetentionLimit.Count
        : after.Bytes > rule.MaxBytes ? ArtifactRetentionLimit.Bytes
        : null;

    private static IEnumerable<RetentionUnit> Units(
        IEnumerable<ArtifactInfo> artifacts, ArtifactRetentionRuleOptions rule, Func<ArtifactKey, IEnumerable<ArtifactInfo>> packsOf) => artifacts
        .Select(artifact => (Artifact: artifact, Subject: ProvenanceKey.SubjectOf(artifact.Key)))
        .GroupBy(pair => Beginning(pair.Subject, rule, rule.ProjectDepth + rule.UnitDepth), StringComparer.Ordinal)
        .Select(unit => new RetentionUnit(
            Beginning(unit.First().Subject, rule, rule.ProjectDepth),
            unit.Key,
            [.. unit.Select(pair => pair.Artifact)],
            [.. unit.SelectMany(pair => packsOf(pair.Artifact.Key)).DistinctBy(pack => pack.Key)]));

    // The part of a key that has so many segments below the prefix; all of it when it has fewer.
    private static string Beginning(string key, ArtifactRetentionRuleOptions rule, int depth)
    {
        var end = rule.Prefix.Length - 1;
        for (var left = depth; left > 0; left--)
        {
            end = key.IndexOf('/', end + 1);
            if (end < 0)
            {
                return key;
            }
        }

        return key[..(depth == 0 ? rule.Prefix.Length : end)];
    }
}
