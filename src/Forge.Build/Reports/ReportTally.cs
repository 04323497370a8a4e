namespace Forge.Build.Reports;

/// <summary>What the files of one report say, summed up.</summary>
/// <param name="Tests">The test cases.</param>
/// <param name="Coverage">The coverage.</param>
internal sealed record ReportTally(TestTally Tests, CoverageTally Coverage);
