namespace Forge.Artifacts.Provenance;

/// <summary>What became of checking an artifact.</summary>
public sealed record ProvenanceVerification
{
    /// <summary>Gets everything that is wrong, in sentences; none when the artifact is what its provenance says.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Gets the id of the key whose signature was found right; null when the provenance is not signed, or no key was given to check it with.</summary>
    public string? SignedBy { get; init; }

    /// <summary>Gets a value indicating whether the provenance has a signature, checked or not.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Gets what made the artifact, as the provenance says; null when it cannot be read.</summary>
    public string? Builder { get; init; }

    /// <summary>Gets the id of the build, as the provenance says; null when it cannot be read.</summary>
    public string? InvocationId { get; init; }

    /// <summary>Gets the commit, as the provenance says; null when it names none.</summary>
    public string? SourceRevision { get; init; }

    /// <summary>Gets how many files were compared one by one, beside the whole.</summary>
    public int Files { get; init; }
}
