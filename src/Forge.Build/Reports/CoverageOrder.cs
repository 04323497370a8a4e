namespace Forge.Build.Reports;

/// <summary>Chooses between two accounts of one file.</summary>
internal static class CoverageOrder
{
    /// <summary>Gives the one with the higher line coverage; of two equal ones that with the higher branch coverage; else the first.</summary>
    public static BuildCoverage Better(BuildCoverage one, BuildCoverage other)
    {
        var isBetter = other.LinePercentage > one.LinePercentage
            || (other.LinePercentage >= one.LinePercentage && other.BranchPercentage > one.BranchPercentage);
        return isBetter || IsEmpty(one) ? other : one;
    }

    private static bool IsEmpty(BuildCoverage coverage) =>
        coverage.LinesCovered + coverage.LinesMissed + coverage.BranchesCovered + coverage.BranchesMissed == 0;
}
