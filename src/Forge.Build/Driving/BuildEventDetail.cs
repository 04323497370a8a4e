using System.Globalization;
using System.Text.Json.Nodes;
using Forge.Build.Planning;
using Forge.Build.Specs;

namespace Forge.Build.Driving;

/// <summary>What the rest of the world is told of a build: the fields of the reference's events, in its spelling. Holds no secret.</summary>
internal static class BuildEventDetail
{
    private const string Version = "1";

    // As in "Sep 1, 2017 4:12:29 PM", which is how the reference writes the time.
    private const string TimeFormat = "MMM d, yyyy h:mm:ss tt";

    /// <summary>Tells how a build stands.</summary>
    public static string OfState(BuildState state)
    {
        var detail = Identity(state);
        detail["build-status"] = state.Result.Status.ToReferenceName();
        detail["current-phase"] = state.Current.Phase.ToReferenceName();
        detail["current-phase-context"] = ContextText(state.Current.StatusCode, state.Current.Message);
        detail["additional-information"] = AdditionalInformation(state);
        return detail.ToJsonString();
    }

    /// <summary>Tells how a phase of a build ended.</summary>
    /// <param name="state">The build with that end.</param>
    /// <param name="ended">The end of the phase.</param>
    public static string OfPhase(BuildState state, PhaseEnded ended)
    {
        var detail = Identity(state);
        detail["completed-phase"] = ended.Phase.ToReferenceName();
        detail["completed-phase-status"] = ended.Status.ToReferenceName();
        detail["completed-phase-context"] = ContextText(ended.StatusCode, ended.Message);
        detail["completed-phase-duration-seconds"] = Seconds(ended.EndedAt - ended.StartedAt);
        detail["completed-phase-start"] = Time(ended.StartedAt);
        detail["completed-phase-end"] = Time(ended.EndedAt);
        detail["additional-information"] = AdditionalInformation(state);
        return detail.ToJsonString();
    }

    private static JsonObject Identity(BuildState state) => new()
    {
        ["version"] = Version,
        ["project-name"] = state.Result.Project,
        ["build-id"] = BuildFacts.Arn(state.Result.Project, state.Result.BuildId),
    };

    private static JsonObject AdditionalInformation(BuildState state) => new()
    {
        ["artifact"] = Artifact(state.Result),
        ["environment"] = Environment(state.Definition),
        ["timeout-in-minutes"] = (int)Math.Ceiling(state.Definition.Timeout.TotalMinutes),
        ["build-complete"] = state.Result.Status is not BuildStatus.InProgress,
        ["build-number"] = state.Result.Number,
        ["initiator"] = state.Result.Initiator,
        ["build-start-time"] = Time(state.Result.StartedAt),
        ["source"] = Source(state),
        ["logs"] = new JsonObject { ["group-name"] = state.LogLocation.Group, ["stream-name"] = state.LogLocation.Stream },
        ["phases"] = new JsonArray([.. state.Result.Phases.Select(Phase)]),
    };

    // A folder has no digest.
    private static JsonObject Artifact(BuildResult build)
    {
        if (build.Artifacts.FirstOrDefault(artifact => artifact.Identifier.Length == 0) is not { } primary)
        {
            return [];
        }

        var told = new JsonObject { ["location"] = primary.Location };
        if (primary.Info is { } archive)
        {
            told["sha256sum"] = archive.Digest.ToString();
        }

        return told;
    }

    private static JsonObject Environment(BuildDefinition definition) => new()
    {
        ["image"] = definition.ImageName ?? "",
        ["privileged-mode"] = definition.IsPrivileged,
        ["type"] = definition.Executor,
        ["environment-variables"] = new JsonArray([.. definition.Variables.Select(Variable)]),
    };

    // Where a value is kept may say too much already.
    private static JsonObject Variable(BuildVariable variable)
    {
        var told = new JsonObject { ["name"] = variable.Name, ["type"] = TypeName(variable.Type) };
        if (variable.Type is BuildVariableType.Plaintext)
        {
            told["value"] = variable.Value;
        }

        return told;
    }

    private static string TypeName(BuildVariableType type) => type switch
    {
        BuildVariableType.ParameterStore => "PARAMETER_STORE",
        BuildVariableType.SecretsManager => "SECRETS_MANAGER",
        _ => "PLAINTEXT",
    };

    private static JsonObject Source(BuildState state)
    {
        var source = state.Definition.Source;
        var (type, location) = source switch
        {
            { Directory: { } directory } => ("DIRECTORY", directory),
            { Artifact: { } artifact } => ("ARTIFACT", artifact),
            { Repository: { } repository } => ("GIT", WithoutCredentials(repository)),
            _ => ("NO_SOURCE", ""),
        };
        var told = new JsonObject { ["type"] = type, ["location"] = location };
        Add("version", source.Version);
        Add("resolved-version", state.Result.Revision?.Commit.ToString());
        return told;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                told[name] = value;
            }
        }
    }

    private static string WithoutCredentials(string repository) =>
        Uri.TryCreate(repository, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0 && uri.Scheme != Uri.UriSchemeSsh
            ? new UriBuilder(uri) { UserName = "", Password = "" }.Uri.ToString()
            : repository;

    private static JsonObject Phase(BuildPhaseResult phase)
    {
        var told = new JsonObject { ["phase-type"] = phase.Phase.ToReferenceName(), ["start-time"] = Time(phase.StartedAt) };
        if (phase.EndedAt is { } end)
        {
            told["phase-context"] = phase.StatusCode.Length > 0 ? new JsonArray(Context(phase.StatusCode, phase.Message)) : [];
            told["phase-status"] = phase.Status?.ToReferenceName();
            told["end-time"] = Time(end);
            told["duration-in-seconds"] = Seconds(end - phase.StartedAt);
        }

        return told;
    }

    private static string ContextText(string code, string message) => code.Length > 0 ? $"[{Context(code, message)}]" : "[]";

    private static string Context(string code, string message) => $"{code}: {message}";

    private static long Seconds(TimeSpan duration) => (long)duration.TotalSeconds;

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
