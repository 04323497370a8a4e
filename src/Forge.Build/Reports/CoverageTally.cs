namespace Forge.Build.Reports;

/// <summary>Collects the coverage of the files of code in a report.</summary>
/// <param name="sourceDirectory">The source directory as commands see it; paths below it are told relative to it, so that they are the same in every build.</param>
internal sealed class CoverageTally(string sourceDirectory)
{
    private readonly Dictionary<string, FileTally> _files = new(StringComparer.Ordinal);
    private int _size;

    /// <summary>Gets the coverage of each file, in ordinal order.</summary>
    public IReadOnlyList<BuildFileCoverage> Files =>
        [.. _files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => new BuildFileCoverage { Path = file.Key, Coverage = file.Value.ToCoverage() })];

    /// <summary>Takes what one report, or one part of it, says of a file.</summary>
    /// <exception cref="ReportException">There are too many files or lines.</exception>
    public void Change(string path, Action<FileTally> change)
    {
        var name = Relative(ReportText.Clip(path, ReportLimits.NameLength));
        if (!_files.TryGetValue(name, out var file))
        {
            if (_files.Count == ReportLimits.CoveredFiles)
            {
                throw new ReportException($"the report covers more than {ReportLimits.CoveredFiles:N0} files: the others are left out; write several reports");
            }

            _files[name] = file = new FileTally();
        }

        var before = file.Size;
        change(file);
        _size += file.Size - before;
        if (_size > ReportLimits.CoveredLines)
        {
            throw new ReportException($"the report covers more than {ReportLimits.CoveredLines:N0} lines and branches: the others are left out; write several reports");
        }
    }

    private string Relative(string path) =>
        path.Length > sourceDirectory.Length && path[sourceDirectory.Length] == '/' && path.StartsWith(sourceDirectory, StringComparison.Ordinal)
            ? path[(sourceDirectory.Length + 1)..]
            : path;
}
