namespace Forge.Build.Planning;

/// <summary>What a build keeps for later builds. Its texts may hold shell variables, which the build's shell expands before the first phase.</summary>
internal sealed record CachePlan
{
    /// <summary>Gets the key; empty for a cache that every build writes anew.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the beginnings of keys that are tried when nothing has the key.</summary>
    public required IReadOnlyList<string> FallbackKeys { get; init; }

    /// <summary>Gets the patterns of the files; relative to the source, or absolute.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Gets a value indicating whether the build uses what earlier builds kept.</summary>
    public required bool Restores { get; init; }

    /// <summary>Gets a value indicating whether the build keeps something.</summary>
    public required bool Saves { get; init; }

    /// <summary>Gets every text, in a fixed order.</summary>
    public IReadOnlyList<string> Texts => [Key, .. FallbackKeys, .. Paths];

    /// <summary>Makes the plan with other texts, given in the order of <see cref="Texts"/>.</summary>
    public CachePlan WithTexts(IReadOnlyList<string> texts) => this with
    {
        Key = texts[0],
        FallbackKeys = [.. texts.Skip(1).Take(FallbackKeys.Count)],
        Paths = [.. texts.Skip(1 + FallbackKeys.Count)],
    };
}
