namespace Forge.Artifacts.Retention;

/// <summary>Artifacts that are kept or deleted together.</summary>
/// <param name="Project">What limits hold for.</param>
/// <param name="Name">What all their keys begin with.</param>
/// <param name="Artifacts">The artifacts.</param>
/// <param name="Packs">The contents that trees among them share with others.</param>
internal sealed record RetentionUnit(string Project, string Name, IReadOnlyList<ArtifactInfo> Artifacts, IReadOnlyList<ArtifactInfo> Packs)
{
    /// <summary>Gets when the last of them was stored.</summary>
    public DateTimeOffset StoredAt => Artifacts.Max(artifact => artifact.StoredAt);

    /// <summary>Gets what it takes to keep them beside others.</summary>
    /// <param name="shared">The keys of packs that are kept for others.</param>
    public long SizeBeside(HashSet<string> shared) =>
        Artifacts.Sum(artifact => artifact.Size) + Packs.Where(pack => !shared.Contains(pack.Key.Value)).Sum(pack => pack.Size);
}
