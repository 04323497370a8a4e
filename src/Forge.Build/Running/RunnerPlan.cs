using System.Globalization;
using System.Text;
using Forge.Build.Planning;
using Forge.Build.Specs;
using Forge.Shared.Text;

namespace Forge.Build.Running;

/// <summary>A plan as the build runner reads it: assignments, and commands of the build's own.</summary>
internal static class RunnerPlan
{
    /// <summary>The last line of an environment: without it something is missing.</summary>
    public const string EndOfEnvironment = "# end of the environment";

    private const string EndOfText = "FORGE_END_OF_TEXT";
    private const string ExpandCommand = "expand";
    private const string ExportCommand = "export";
    private const string CacheCommand = "cache";

    /// <summary>Writes the plan as the assignments that the runner reads.</summary>
    public static string Text(BuildPlan plan, string directory)
    {
        var text = new StringBuilder();
        Assign("output", $"{directory}/{RunnerFiles.OutputFile}");
        Assign("source", plan.SourceDirectory);
        Assign("wanted_shell", plan.Shell);
        Assign("fresh", Flag(plan.HasFreshShells));
        Assign("debugging", Flag(plan.HasDebugging));
        Assign("expand", Flag(NeedsExpansion(plan)));
        Assign("export", Flag(plan.ExportedVariables.Count > 0));
        Assign("caching", Flag(plan.Cache is not null));
        Assign("saving", Flag(plan.Cache?.Saves == true));
        Assign("end_of_environment", EndOfEnvironment);
        Assign("users", string.Join(' ', plan.Phases.Select(phase => phase.User).Where(user => user.Length > 0).Distinct()));
        Assign("first", plan.Phases[0].Phase.ToReferenceName());
        foreach (var phase in plan.Phases)
        {
            var name = phase.Phase.ToReferenceName();
            Assign($"commands_{name}", Numbers(phase.Commands));
            Assign($"finally_{name}", Numbers(phase.Finally));
            Assign($"tries_{name}", phase.Tries.ToString(CultureInfo.InvariantCulture));
            Assign($"pattern_{name}", phase.RetryPattern);
            Assign($"user_{name}", phase.User);
            Assign($"success_{name}", NextName(plan, phase.NextOnSuccess));
            Assign($"failure_{name}", NextName(plan, phase.NextOnFailure));
        }

        return text.ToString();

        void Assign(string name, string value) => text.Append(name).Append('=').Append(ShellQuoting.Quote(value)).Append('\n');
    }

    /// <summary>Writes the commands that the build runs for itself, by the names of their files.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OwnCommands(BuildPlan plan, string directory)
    {
        if (NeedsExpansion(plan))
        {
            yield return new(ExpandCommand, ExpansionText(plan.Texts, $"{directory}/{RunnerFiles.ExpandedFile}"));
        }

        if (plan.ExportedVariables.Count > 0)
        {
            var prints = plan.ExportedVariables.Select(name => $"[ -z \"${{{name}+x}}\" ] || printf '{name}=%s\\000' \"${name}\"\n");
            yield return new(ExportCommand, $"{{\n{string.Concat(prints)}}} >{ShellQuoting.Quote($"{directory}/{RunnerFiles.ExportedFile}")}\n");
        }

        if (plan.Cache is { } cache)
        {
            var paths = ShellQuoting.Quote($"{directory}/{RunnerFiles.RunnerDirectory}/cache.paths");
            yield return new(
                CacheCommand,
                $"{ExpansionText([.. cache.Texts, "$HOME"], $"{directory}/{RunnerFiles.CacheTextsFile}")}cat >{paths} <<{EndOfText}\n$HOME\n{string.Join('\n', cache.Paths.Select(AtHome))}\n{EndOfText}\n");
        }
    }

    /// <summary>Says whether a shell must look at the texts of a plan.</summary>
    public static bool NeedsExpansion(BuildPlan plan) =>
        plan.Texts.Any(text => text.AsSpan().ContainsAny('$', '`') || text.StartsWith("~/", StringComparison.Ordinal));

    // A here-document expands variables and commands and leaves quotes and patterns alone.
    private static string ExpansionText(IReadOnlyList<string> texts, string file)
    {
        var text = new StringBuilder("{\n");
        foreach (var line in texts)
        {
            text.Append("cat <<").Append(EndOfText).Append('\n').Append(AtHome(line)).Append('\n').Append(EndOfText).Append("\nprintf '\\000'\n");
        }

        return text.Append("} >").Append(ShellQuoting.Quote(file)).Append('\n').ToString();
    }

    private static string AtHome(string text) => text.StartsWith("~/", StringComparison.Ordinal) ? $"$HOME{text[1..]}" : text;

    private static string Numbers(IReadOnlyList<PlannedCommand> commands) => string.Join(' ', commands.Select(command => command.Number));

    private static string Flag(bool isSet) => isSet ? "yes" : "";

    private static string NextName(BuildPlan plan, BuildPhase next) => plan.Phases.Any(phase => phase.Phase == next) ? next.ToReferenceName() : "";
}
