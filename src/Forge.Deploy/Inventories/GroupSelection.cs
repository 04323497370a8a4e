namespace Forge.Deploy.Inventories;

/// <summary>Says which targets belong to a group. Pure.</summary>
internal static class GroupSelection
{
    /// <summary>Selects.</summary>
    /// <param name="group">The group.</param>
    /// <param name="known">The targets that there are, each name once.</param>
    /// <returns>The targets: those that the group names in its order, then the others by name.</returns>
    public static IReadOnlyList<KnownTarget> Select(DeploymentGroupOptions group, IReadOnlyList<KnownTarget> known)
    {
        var byName = known.ToDictionary(target => target.Name, StringComparer.Ordinal);
        var names = group.Targets.ToHashSet(StringComparer.Ordinal);
        var named = group.Targets.Where(byName.ContainsKey).Select(name => byName[name]);
        var others = known.Where(target => !names.Contains(target.Name) && IsFound(group, target));
        return [.. named, .. others.OrderBy(target => target.Name, StringComparer.Ordinal)];
    }

    /// <summary>Tells whether the group knows all its targets by name, so that nobody need be asked.</summary>
    public static bool IsByNameOnly(DeploymentGroupOptions group) => group is { TagFilters.Count: 0, TagSet.Count: 0, Inventories.Count: 0 };

    /// <summary>Copies what selects targets from one group to another.</summary>
    public static void Copy(DeploymentGroupOptions from, DeploymentGroupOptions to)
    {
        AddTo(to.Targets, from.Targets);
        AddTo(to.Inventories, from.Inventories);
        AddTo(to.TagFilters, from.TagFilters.Select(Copy));
        foreach (var group in from.TagSet)
        {
            var copy = new TagFilterGroupOptions();
            AddTo(copy.AnyOf, group.AnyOf.Select(Copy));
            to.TagSet.Add(copy);
        }
    }

    private static bool IsFound(DeploymentGroupOptions group, KnownTarget target) =>
        group.TagFilters.Any(filter => IsMatch(filter, target.Tags))
        || (group.TagSet.Count > 0 && group.TagSet.All(part => part.AnyOf.Any(filter => IsMatch(filter, target.Tags))))
        || (target.Inventory is not "" && group.Inventories.Contains(target.Inventory));

    private static bool IsMatch(TagFilterOptions filter, IReadOnlyDictionary<string, string> tags) => filter.Type switch
    {
        TagFilterType.KeyOnly => tags.ContainsKey(filter.Key),
        TagFilterType.ValueOnly => tags.Values.Contains(filter.Value, StringComparer.Ordinal),
        _ => tags.TryGetValue(filter.Key, out var value) && value == filter.Value,
    };

    private static TagFilterOptions Copy(TagFilterOptions filter) => new() { Key = filter.Key, Value = filter.Value, Type = filter.Type };

    private static void AddTo<T>(IList<T> list, IEnumerable<T> added)
    {
        foreach (var one in added)
        {
            list.Add(one);
        }
    }
}
