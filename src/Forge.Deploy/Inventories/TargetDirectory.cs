using System.Runtime.CompilerServices;

namespace Forge.Deploy.Inventories;

/// <summary>Knows every target that there is now: those that the host has added, those that are registered, those of the inventories.</summary>
internal sealed class TargetDirectory(DeploymentCatalog catalog, RegistryFeed registry, IEnumerable<ITargetInventory> inventories)
{
    private readonly List<ITargetInventory> _inventories = [.. inventories];
    private readonly ConditionalWeakTable<IReadOnlyList<TargetDescription>, ITargetInventory> _checked = [];

    /// <summary>Reads all targets; those that are leaving are not among them.</summary>
    /// <exception cref="TargetInventoryException">An inventory cannot be read, or says something that is not right.</exception>
    /// <exception cref="DeploymentRefusedException">Two sources have a target of one name.</exception>
    public async Task<IReadOnlyList<KnownTarget>> ReadAsync(CancellationToken cancellationToken)
    {
        var known = Static().ToDictionary(target => target.Name, StringComparer.Ordinal);
        var registered = await registry.ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var target in registered.Targets.Values)
        {
            Add(known, new KnownTarget(target.Target.Name, target.Target.Tags, Description: target.Target));
        }

        foreach (var inventory in _inventories)
        {
            foreach (var target in await ReadAsync(inventory, cancellationToken).ConfigureAwait(false))
            {
                Add(known, new KnownTarget(target.Name, target.Tags, inventory.Name, target));
            }
        }

        return [.. known.Values.Where(target => !IsLeaving(registered, target))];
    }

    /// <summary>Reads the targets of a group.</summary>
    /// <exception cref="DeploymentRefusedException">The group names what does not exist, or nothing matches.</exception>
    public async Task<IReadOnlyList<KnownTarget>> SelectAsync(DeploymentGroupOptions group, CancellationToken cancellationToken)
    {
        var added = Static().ToList();
        var names = added.Select(target => target.Name).ToHashSet(StringComparer.Ordinal);
        if (GroupSelection.IsByNameOnly(group) && group.Targets.All(names.Contains))
        {
            // Nobody else need be asked, so nobody else can be in the way.
            return GroupSelection.Select(group, added);
        }

        if (group.Inventories.FirstOrDefault(name => _inventories.TrueForAll(inventory => inventory.Name != name)) is { } unknown)
        {
            throw new DeploymentRefusedException(
                $"The deployment group '{group.Name}' names the inventory '{unknown}', which does not exist. {Names.Hint(unknown, [.. _inventories.Select(inventory => inventory.Name)])}",
                DeploymentFailure.ResourceNotFound);
        }

        var known = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var selected = GroupSelection.Select(group, known);
        return group.Targets.Except(selected.Select(target => target.Name), StringComparer.Ordinal).FirstOrDefault() is { } missing
            ? throw new DeploymentRefusedException(
                $"The deployment group '{group.Name}' names the target '{missing}', which is not registered. {Names.Hint(missing, [.. known.Select(target => target.Name)])}", DeploymentFailure.NoInstances)
            : selected.Count > 0 ? selected : throw NothingMatches(group, known);
    }

    private IEnumerable<KnownTarget> Static() => catalog.Targets.Select(target => new KnownTarget(target.Name, target.Tags));

    private async Task<IReadOnlyList<TargetDescription>> ReadAsync(ITargetInventory inventory, CancellationToken cancellationToken)
    {
        var targets = await inventory.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (_checked.TryGetValue(targets, out _))
        {
            return targets;
        }

        if (targets.SelectMany(target => TargetRules.Check(target, catalog)).FirstOrDefault() is { } problem)
        {
            throw new TargetInventoryException($"The inventory '{inventory.Name}' cannot be used. {problem}", inventory.Name);
        }

        if (targets.GroupBy(target => target.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new TargetInventoryException($"The inventory '{inventory.Name}' has the target '{twice.Key}' twice: give one another name.", inventory.Name);
        }

        _checked.AddOrUpdate(targets, inventory);
        return targets;
    }

    private static void Add(Dictionary<string, KnownTarget> known, KnownTarget target)
    {
        if (!known.TryAdd(target.Name, target))
        {
            throw new DeploymentRefusedException(
                $"Two targets have the name '{target.Name}': one of {Source(known[target.Name])} and one of {Source(target)}. Give one another name.", DeploymentFailure.NoInstances);
        }
    }

    private static bool IsLeaving(RegistryState registered, KnownTarget target) =>
        target is { Description: not null, Inventory: "" } && registered.Targets[target.Name].IsLeaving;

    private static string Source(KnownTarget target) =>
        target.Description is null ? "the host's own" : target.Inventory is "" ? "those that are registered" : $"the inventory '{target.Inventory}'";

    private static DeploymentRefusedException NothingMatches(DeploymentGroupOptions group, IReadOnlyList<KnownTarget> known)
    {
        var tags = known.SelectMany(target => target.Tags).Select(tag => $"{tag.Key}={tag.Value}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        const int Most = 20;
        var list = tags.Count > 0 ? $"Their tags are {string.Join(", ", tags.Take(Most))}{(tags.Count > Most ? " and others" : "")}." : "None of them has a tag.";
        return new DeploymentRefusedException(
            $"No target matches the deployment group '{group.Name}'. There are {known.Count} targets. {(known.Count > 0 ? list : "Add, register or inventory some.")}", DeploymentFailure.NoInstances);
    }
}
