using System.Text.Json.Serialization;

namespace Forge.Build;

/// <summary>How much of the code the tests ran through.</summary>
public sealed record BuildCoverage
{
    private const double Hundred = 100;

    /// <summary>Gets how many lines were run.</summary>
    public long LinesCovered { get; init; }

    /// <summary>Gets how many lines could have been run and were not.</summary>
    public long LinesMissed { get; init; }

    /// <summary>Gets how many branches were taken.</summary>
    public long BranchesCovered { get; init; }

    /// <summary>Gets how many branches could have been taken and were not.</summary>
    public long BranchesMissed { get; init; }

    /// <summary>Gets the share of lines that were run, from 0 to 100; 0 when there is no line.</summary>
    [JsonIgnore]
    public double LinePercentage => Percentage(LinesCovered, LinesMissed);

    /// <summary>Gets the share of branches that were taken, from 0 to 100; 0 when there is no branch.</summary>
    [JsonIgnore]
    public double BranchPercentage => Percentage(BranchesCovered, BranchesMissed);

    /// <summary>Adds other code.</summary>
    /// <param name="other">The coverage of other files.</param>
    /// <returns>The sums.</returns>
    public BuildCoverage Plus(BuildCoverage other) => new()
    {
        LinesCovered = LinesCovered + other.LinesCovered,
        LinesMissed = LinesMissed + other.LinesMissed,
        BranchesCovered = BranchesCovered + other.BranchesCovered,
        BranchesMissed = BranchesMissed + other.BranchesMissed,
    };

    private static double Percentage(long covered, long missed) => covered + missed == 0 ? 0 : Hundred * covered / (covered + missed);
}
