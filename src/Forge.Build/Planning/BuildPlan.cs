using Forge.Build.Reports;

namespace Forge.Build.Planning;

/// <summary>Everything that a build will do, before it does anything.</summary>
internal sealed record BuildPlan
{
    /// <summary>Gets the shell that runs the commands.</summary>
    public required string Shell { get; init; }

    /// <summary>Gets a value indicating whether every command gets a fresh shell.</summary>
    public required bool HasFreshShells { get; init; }

    /// <summary>Gets the four phases with commands, in their order; all of them, with or without commands.</summary>
    public required IReadOnlyList<PhasePlan> Phases { get; init; }

    /// <summary>Gets the variables that may be seen.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Gets the variables that may not be seen. No name is in both.</summary>
    public required IReadOnlyDictionary<string, SecretValue> Secrets { get; init; }

    /// <summary>Gets the artifact; null when the buildspec wants none.</summary>
    public required ArtifactPlan? Artifact { get; init; }

    /// <summary>Gets the secondary artifacts.</summary>
    public IReadOnlyList<ArtifactPlan> SecondaryArtifacts { get; init; } = [];

    /// <summary>Gets the names of the variables whose last values the build hands on.</summary>
    public IReadOnlyList<string> ExportedVariables { get; init; } = [];

    /// <summary>Gets what is kept for later builds; null for nothing.</summary>
    public CachePlan? Cache { get; init; }

    /// <summary>Gets a value indicating whether the build stops at breakpoints.</summary>
    public bool HasDebugging { get; init; }

    /// <summary>Gets what keeps the build from beginning; empty for nothing.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Gets what the log says of the runtimes.</summary>
    public IReadOnlyList<string> Selections { get; init; } = [];
    /// <summary>Gets the reports.</summary>
    public ReportPlan Reports { get; init; } = new();

    /// <summary>Gets every text that the build's last shell expands, in a fixed order.</summary>
    public IReadOnlyList<string> Texts => [.. Artifacts.SelectMany(artifact => artifact.Texts), .. Reports.Texts];

    /// <summary>Gets what the log says of parts of the buildspec that have no effect, or another one than in the reference.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>Gets how many phases the buildspec has.</summary>
    public required int PhasesInFile { get; init; }

    /// <summary>Gets the directory of the source, as commands see it.</summary>
    public required string SourceDirectory { get; init; }

    /// <summary>Gets all artifacts.</summary>
    public IEnumerable<ArtifactPlan> Artifacts => Artifact is null ? SecondaryArtifacts : SecondaryArtifacts.Prepend(Artifact);

    /// <summary>Makes the plan with other texts, given in the order of <see cref="Texts"/>.</summary>
    public BuildPlan WithTexts(IReadOnlyList<string> texts)
    {
        var used = 0;
        return this with { Artifact = Artifact is null ? null : Next(Artifact), SecondaryArtifacts = [.. SecondaryArtifacts.Select(Next)], Reports = Reports.WithTexts([.. texts.Skip(used)]) };

        ArtifactPlan Next(ArtifactPlan artifact)
        {
            used += artifact.Texts.Count;
            return artifact.WithTexts([.. texts.Skip(used - artifact.Texts.Count).Take(artifact.Texts.Count)]);
        }
    }

    /// <summary>Finds a command by its number. A number that nobody gave comes from a build that wrote into its runner's files.</summary>
    public string CommandText(int number) => Phases.SelectMany(phase => phase.All).FirstOrDefault(command => command.Number == number)?.Text ?? "";
}
