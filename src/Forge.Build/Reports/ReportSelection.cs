using Forge.Build.Packaging;

namespace Forge.Build.Reports;

/// <summary>Chooses the files that may be reports nobody has declared.</summary>
internal static class ReportSelection
{
    private static readonly string[] Extensions = [".xml", ".trx", ".json"];

    // What others have made, in any number.
    private static readonly string[] LeftOut = [".git", "node_modules"];

    /// <summary>Chooses from the list of a source.</summary>
    /// <param name="files">Everything in the source directory.</param>
    /// <param name="pattern">A pattern for files, or for directories that hold them.</param>
    /// <param name="taken">The files of declared reports.</param>
    public static IReadOnlyList<SelectedFile> Select(IReadOnlyList<BuildFile> files, string pattern, IReadOnlySet<string> taken)
    {
        var glob = new ArtifactGlob(pattern);
        var below = new ArtifactGlob($"{pattern.TrimEnd('/')}/**/*");
        return
        [
            .. files.Where(file => file.LinkTarget is null && file.Size is > 0 and <= ReportLimits.FileBytes && IsCandidate(file.Path) && !taken.Contains(file.Path))
                .Where(file => glob.IsMatch(file.Path) || below.IsMatch(file.Path))
                .Take(ReportLimits.Files)
                .Select(file => new SelectedFile(file.Path, file.Path)),
        ];
    }

    private static bool IsCandidate(string path) =>
        Extensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) && !path.Split('/').Any(LeftOut.Contains);
}
