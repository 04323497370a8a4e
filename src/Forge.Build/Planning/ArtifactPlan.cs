namespace Forge.Build.Planning;

/// <summary>What a build packs in the end.</summary>
internal sealed record ArtifactPlan
{
    /// <summary>Gets where it goes.</summary>
    public required ArtifactDestination Destination { get; init; }

    /// <summary>Gets the last part of the key. Like every text here it may hold shell variables, which the build's last shell expands.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the directory that patterns are relative to; a pattern itself.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>Gets the first part of the key where the buildspec wants one; empty for none.</summary>
    public required string Prefix { get; init; }

    /// <summary>Gets the patterns of the files; null when the buildspec lacks them, which is an error at the very end.</summary>
    public required IReadOnlyList<string>? Files { get; init; }

    /// <summary>Gets the patterns of what is left out.</summary>
    public required IReadOnlyList<string> ExcludePaths { get; init; }

    /// <summary>Gets a value indicating whether all files go into the root of the artifact.</summary>
    public required bool DiscardPaths { get; init; }

    /// <summary>Gets a value indicating whether links between files of the artifact stay links.</summary>
    public required bool KeepsLinks { get; init; }

    /// <summary>Gets every text, in a fixed order.</summary>
    public IReadOnlyList<string> Texts => [Name, BaseDirectory, Prefix, .. Files ?? [], .. ExcludePaths];

    /// <summary>Makes the plan with other texts, given in the order of <see cref="Texts"/>.</summary>
    public ArtifactPlan WithTexts(IReadOnlyList<string> texts) => this with
    {
        Name = texts[0],
        BaseDirectory = texts[1],
        Prefix = texts[2],
        Files = Files is null ? null : [.. texts.Skip(3).Take(Files.Count)],
        ExcludePaths = [.. texts.Skip(3 + (Files?.Count ?? 0))],
    };
}
