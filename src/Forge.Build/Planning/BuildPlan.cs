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

    /// <summary>Gets the reports.</summary>
    public ReportPlan Reports { get; init; } = new();

    /// <summary>Gets what the log says of parts of the buildspec that have no effect, or another one than in the reference.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>Gets how many phases the buildspec has.</summary>
    public required int PhasesInFile { get; init; }

    /// <summary>Gets the directory of the source, as commands see it.</summary>
    public required string SourceDirectory { get; init; }

    /// <summary>Finds a command by its number.</summary>
    public string CommandText(int number) => Phases.SelectMany(phase => phase.All).First(command => command.Number == number).Text;
}
