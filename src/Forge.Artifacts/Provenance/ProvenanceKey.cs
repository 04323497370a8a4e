namespace Forge.Artifacts.Provenance;

/// <summary>Where the provenance of an artifact is: beside it.</summary>
internal static class ProvenanceKey
{
    private const string Suffix = ".provenance.json";

    /// <summary>Gives the key of the provenance of an artifact.</summary>
    /// <exception cref="ArtifactStoreException">The artifact's key is so long that there is none.</exception>
    public static ArtifactKey Of(ArtifactKey artifact) =>
        ArtifactKey.TryParse(artifact.Value + Suffix, out var key)
            ? key
            : throw new ArtifactStoreException($"'{artifact}' is too long a key to have a provenance beside it. Use a shorter one.", ArtifactStoreFailure.Conflict, artifact);

    /// <summary>Gives the artifact that a key is about: the key itself, unless it is that of a provenance.</summary>
    public static string SubjectOf(ArtifactKey key) =>
        key.Value.EndsWith(Suffix, StringComparison.Ordinal) && key.Value.Length > Suffix.Length ? key.Value[..^Suffix.Length] : key.Value;
}
