namespace Forge.Shared.Trees;

/// <summary>An artifact that holds frames, one after the other.</summary>
/// <param name="id">What names it in its pool: thirty-two hexadecimal digits that no other pack has.</param>
internal sealed class Pack(string id)
{
    /// <summary>Gets what names it in its pool.</summary>
    public string Id { get; } = id;

    /// <summary>Gets or sets its size in bytes, known once it is stored.</summary>
    public long Size { get; set; }
}
