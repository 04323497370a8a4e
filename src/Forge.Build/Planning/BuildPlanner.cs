using Forge.Build.Reports;
using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>Turns a buildspec, a request and what is known into a plan.</summary>
internal static class BuildPlanner
{
    private const string DefaultShell = "sh";

    private static readonly BuildPhase[] CommandPhases = [BuildPhase.Install, BuildPhase.PreBuild, BuildPhase.Build, BuildPhase.PostBuild];

    public static BuildPlan Plan(BuildSpec spec, BuildRequest request, BuildFacts facts)
    {
        var (environment, secrets) = EnvironmentPlanner.Plan(spec.Environment, request, facts);
        var number = 0;
        return new BuildPlan
        {
            Shell = spec.Environment.Shell.Length > 0 ? spec.Environment.Shell : DefaultShell,
            HasFreshShells = spec.HasFreshShells,
            Phases = [.. CommandPhases.Select(phase => PlanPhase(phase, spec.Phases.GetValueOrDefault(phase) ?? new PhaseSpec(), ref number))],
            Environment = environment,
            Secrets = secrets,
            Artifact = spec.Artifacts is { Files: not { Count: 0 } } artifacts ? PlanArtifact(artifacts, request) : null,
            Reports = ReportPlanner.Plan(spec.Reports),
            Notices = NoticePlanner.Plan(spec, request),
            PhasesInFile = spec.Phases.Count,
            SourceDirectory = facts.SourceDirectory,
        };
    }

    private static PhasePlan PlanPhase(BuildPhase phase, PhaseSpec spec, ref int number)
    {
        var commands = Number(spec.Commands, ref number);
        return new PhasePlan
        {
            Phase = phase,
            Commands = commands,
            Finally = Number(spec.Finally, ref number),
            OnFailure = spec.OnFailure.Kind,
            NextOnSuccess = PhaseTransition.Next(phase, BuildStatus.Succeeded, spec.OnFailure.Kind),
            NextOnFailure = PhaseTransition.Next(phase, BuildStatus.Failed, spec.OnFailure.Kind),
            Tries = spec.OnFailure.Retries + 1,
            RetryPattern = spec.OnFailure.Pattern,
        };
    }

    private static List<PlannedCommand> Number(IReadOnlyList<string> texts, ref int number)
    {
        var commands = new List<PlannedCommand>(texts.Count);
        foreach (var text in texts)
        {
            commands.Add(new PlannedCommand(++number, text));
        }

        return commands;
    }

    private static ArtifactPlan PlanArtifact(ArtifactsSpec spec, BuildRequest request) => new()
    {
        Name = (request.OverrideArtifactName, spec.Name, request.ArtifactName) switch
        {
            (true, { Length: > 0 }, _) => spec.Name,
            (_, _, { Length: > 0 }) => request.ArtifactName,
            _ => request.Project,
        },
        BaseDirectory = spec.BaseDirectory.Length > 0 ? spec.BaseDirectory : ".",
        Files = spec.Files,
        ExcludePaths = spec.ExcludePaths,
        DiscardPaths = spec.DiscardPaths,
    };
}
