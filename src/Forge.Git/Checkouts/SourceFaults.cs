namespace Forge.Git.Checkouts;

/// <summary>What goes wrong with sources, in words.</summary>
internal static class SourceFaults
{
    public static SourceException NoVersion(SourceLocation location) => location.Version.Length == 0
        ? new SourceException($"'{location.Repository}' has no commit on its default branch yet. Push one first.", location.Repository)
        : new SourceException($"'{location.Repository}' has no branch, tag, ref or commit '{location.Version}'. Name one that exists; commit ids have forty digits.", location.Repository);
}
