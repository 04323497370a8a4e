namespace Forge.Deploy;

/// <summary>A deploy target as an inventory or a registration describes it: all that is needed to find and to reach it, and no secret.</summary>
/// <remarks>Immutable, if its collections are. A deployment keeps the descriptions of its targets, so that they can be reached after a restart of the host.</remarks>
public sealed record TargetDescription
{
    /// <summary>Gets the name. Unique in a host, compared ordinally.</summary>
    /// <value>1 to 100 letters, digits and <c>+ = , . @ _ -</c>; not starting with <c>i-</c>.</value>
    public required string Name { get; init; }

    /// <summary>Gets how the target is reached: the <see cref="IDeployTargetProvider.Kind"/> of a provider, as in <c>ssh</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Gets the settings that the provider needs, as in <c>host</c>; never a secret. <see cref="IDeployTargetProvider.Settings"/> lists them.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the tags by which deployment groups find the target.</summary>
    /// <value>The default is empty; at most 10, a key of 1 to 128 and a value of at most 256 characters, both compared ordinally.</value>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the variables that every hook on this target finds in its environment.</summary>
    /// <value>The default is empty. Names are letters, digits and underscores, not a digit first.</value>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets what tells this machine from an earlier one of the same name. With another instance a target is a new one that has no revision yet.</summary>
    /// <value>The default is empty; at most 100 characters.</value>
    public string Instance { get; init; } = "";
}
