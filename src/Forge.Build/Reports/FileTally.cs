namespace Forge.Build.Reports;

/// <summary>Collects the lines and branches of one file of code, from any number of reports and parts of reports: what one ran through counts.</summary>
internal sealed class FileTally
{
    private readonly Dictionary<int, (bool IsHit, int Taken, int Branches)> _lines = [];
    private readonly Dictionary<int, bool> _branches = [];
    private BuildCoverage _counts = new();

    /// <summary>Gets how many lines and branches are known one by one.</summary>
    public int Size => _lines.Count + _branches.Count;

    /// <summary>Takes a line.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="isHit">Whether it was run.</param>
    /// <param name="branches">How many of its branches were taken, and how many it has.</param>
    public void AddLine(int number, bool isHit, (int Taken, int All) branches = default)
    {
        var all = Math.Max(branches.All, 0);
        var known = _lines.GetValueOrDefault(number);
        _lines[number] = (
            known.IsHit || isHit,
            Math.Max(known.Taken, Math.Clamp(branches.Taken, 0, all)),
            Math.Max(known.Branches, all));
    }

    /// <summary>Takes a branch that is known by its place in the file only.</summary>
    public void AddBranch(int number, bool isTaken) => _branches[number] = isTaken || _branches.GetValueOrDefault(number);

    /// <summary>Takes counts of a report that has no detail. The highest stand.</summary>
    public void AddCounts(BuildCoverage counts) => _counts = CoverageOrder.Better(_counts, counts);

    /// <summary>Sums up. Counts without detail stand in where detail is missing.</summary>
    public BuildCoverage ToCoverage()
    {
        var (hit, taken, branches) = (0L, 0L, 0L);
        foreach (var line in _lines.Values)
        {
            hit += line.IsHit ? 1 : 0;
            taken += line.Taken;
            branches += line.Branches;
        }

        taken += _branches.Values.Count(isTaken => isTaken);
        branches += _branches.Count;
        return new BuildCoverage
        {
            LinesCovered = _lines.Count > 0 ? hit : _counts.LinesCovered,
            LinesMissed = _lines.Count > 0 ? _lines.Count - hit : _counts.LinesMissed,
            BranchesCovered = branches > 0 ? taken : _counts.BranchesCovered,
            BranchesMissed = branches > 0 ? branches - taken : _counts.BranchesMissed,
        };
    }
}
