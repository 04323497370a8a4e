using Forge.Build.Reports;
using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>Turns a buildspec, a request and what is known into a plan.</summary>
internal static class BuildPlanner
{
    private const string DefaultShell = "sh";
    private const string Administrator = "root";
    private const string CloudPrefix = "AWS_";

    private static readonly BuildPhase[] CommandPhases = [BuildPhase.Install, BuildPhase.PreBuild, BuildPhase.Build, BuildPhase.PostBuild];

    public static BuildPlan Plan(BuildSpec spec, BuildDefinition definition, BuildFacts facts)
    {
        var (environment, secrets) = EnvironmentPlanner.Plan(spec.Environment, definition, facts);
        var wanted = spec.Phases.Values.SelectMany(phase => phase.RuntimeVersions).ToList();
        var runtimes = RuntimePlanner.Plan(wanted, facts.Runtimes, environment);
        var problems = new List<string>();
        if (runtimes.Problem.Length > 0)
        {
            problems.Add(runtimes.Problem);
        }

        var number = 0;
        return new BuildPlan
        {
            Shell = spec.Environment.Shell.Length > 0 ? spec.Environment.Shell : DefaultShell,
            HasFreshShells = spec.HasFreshShells,
            Phases = [.. CommandPhases.Select(phase => PlanPhase(phase, spec, runtimes, ref number))],
            Environment = environment,
            Secrets = secrets,
            Artifact = ArtifactPlanner.Primary(spec.Artifacts, definition),
            SecondaryArtifacts = ArtifactPlanner.Secondary(spec.Artifacts, definition, problems),
            Reports = ReportPlanner.Plan(spec.Reports),
            ExportedVariables = [.. spec.Environment.ExportedVariables.Where(name => MayExport(name, spec.Environment, secrets))],
            Cache = CachePlanner.Plan(spec.Cache, facts),
            HasDebugging = facts.HasDebugging,
            Problems = problems,
            Selections = runtimes.Log,
            Notices = NoticePlanner.Plan(spec, definition, facts),
            PhasesInFile = spec.Phases.Count,
            SourceDirectory = facts.SourceDirectory,
        };
    }

    /// <summary>Says whether a variable may be handed on: not when its value is a secret or a credential of the cloud.</summary>
    public static bool MayExport(string name, EnvironmentSpec spec, IReadOnlyDictionary<string, SecretValue> secrets) =>
        !name.StartsWith(CloudPrefix, StringComparison.Ordinal)
        && !secrets.ContainsKey(name)
        && !spec.ParameterStore.Any(parameter => parameter.Key == name)
        && !spec.SecretsManager.Any(secret => secret.Key == name);

    private static PhasePlan PlanPhase(BuildPhase phase, BuildSpec spec, RuntimePlan runtimes, ref int number)
    {
        var own = spec.Phases.GetValueOrDefault(phase) ?? new PhaseSpec();
        var user = own.RunAs.Length > 0 ? own.RunAs : spec.RunAs;
        var commands = Number((phase is BuildPhase.Install ? runtimes.Commands : []).Concat(own.Commands.Select(text => (text, ""))), ref number);
        return new PhasePlan
        {
            Phase = phase,
            User = user == Administrator ? "" : user,
            Commands = commands,
            Finally = Number(own.Finally.Select(text => (text, "")), ref number),
            OnFailure = own.OnFailure.Kind,
            NextOnSuccess = PhaseTransition.Next(phase, BuildStatus.Succeeded, own.OnFailure.Kind),
            NextOnFailure = PhaseTransition.Next(phase, BuildStatus.Failed, own.OnFailure.Kind),
            Tries = own.OnFailure.Retries + 1,
            RetryPattern = own.OnFailure.Pattern,
        };
    }

    private static List<PlannedCommand> Number(IEnumerable<(string Text, string Before)> texts, ref int number)
    {
        var commands = new List<PlannedCommand>();
        foreach (var (text, before) in texts)
        {
            commands.Add(new PlannedCommand(++number, text, before));
        }

        return commands;
    }
}
