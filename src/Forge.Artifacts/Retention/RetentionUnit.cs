namespace Forge.Artifacts.Retention;

/// <summary>Artifacts that are kept or deleted together.</summary>
/// <param name="Project">What limits hold for.</param>
/// <param name="Name">What all their keys begin with.</param>
/// <param name="Artifacts">The artifacts.</param>
internal sealed record RetentionUnit(string Project, string Name, IReadOnlyList<ArtifactInfo> Artifacts)
{
    /// <summary>Gets when the last of them was stored.</summary>
    public DateTimeOffset StoredAt => Artifacts.Max(artifact => artifact.StoredAt);

    /// <summary>Gets their bytes.</summary>
    public long Size => Artifacts.Sum(artifact => artifact.Size);
}
