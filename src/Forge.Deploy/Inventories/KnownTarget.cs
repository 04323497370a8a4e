namespace Forge.Deploy.Inventories;

/// <summary>A target that there is now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Inventory">The inventory that reports it; empty for one that is registered or that the host has added.</param>
/// <param name="Description">How it is reached; null for one that the host has added.</param>
internal sealed record KnownTarget(string Name, IReadOnlyDictionary<string, string> Tags, string Inventory = "", TargetDescription? Description = null)
{
    /// <summary>Gets what tells the machine from an earlier one of the same name.</summary>
    public string Instance => Description?.Instance ?? "";
}
