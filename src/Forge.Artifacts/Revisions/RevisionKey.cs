namespace Forge.Artifacts.Revisions;

/// <summary>The keys of revisions for which nobody has chosen one.</summary>
internal static class RevisionKey
{
    /// <summary>Makes one.</summary>
    /// <exception cref="RevisionRefusedException">The application's name cannot be part of a key.</exception>
    public static ArtifactKey Of(string application, string digest) =>
        ArtifactKey.TryParse($"{application}/{digest}", out var key)
            ? key
            : throw new RevisionRefusedException($"'{application}' cannot be the first part of a key. Use letters, digits, '-' and '_'.");
}
