namespace Forge.Build.Specs;

/// <summary><c>cache</c> of a buildspec.</summary>
internal sealed record CacheSpec
{
    /// <summary>Gets the patterns of what is cached.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Gets the key; empty for none.</summary>
    public string Key { get; init; } = "";

    /// <summary>Gets the prefixes that are tried when nothing has the key.</summary>
    public IReadOnlyList<string> FallbackKeys { get; init; } = [];

    /// <summary>Gets <c>restore</c>, <c>save</c>, or empty for both.</summary>
    public string Action { get; init; } = "";
}
