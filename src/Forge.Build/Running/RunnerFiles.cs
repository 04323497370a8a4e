using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Forge.Build.Planning;
using Forge.Build.Specs;
using Forge.Shared.Text;

namespace Forge.Build.Running;

/// <summary>The files that the build runner works from, and what it reads.</summary>
internal static class RunnerFiles
{
    /// <summary>The directory of the source, below that of the environment.</summary>
    public const string SourceDirectory = "src";

    /// <summary>The directory of the runner, below that of the environment.</summary>
    public const string RunnerDirectory = "runner";

    /// <summary>The file that takes what commands print, below the directory of the environment.</summary>
    public const string OutputFile = "runner/output";

    /// <summary>The file with the expanded texts of the artifact, below the directory of the environment.</summary>
    public const string ExpandedFile = "runner/expanded";

    public const string EventsFile = "runner/events";

    public static MemoryStream PackResume(int pause, DateTimeOffset at) => new();

    private const string Program = "build-runner.sh";
    private const string Session = "build-session.sh";

    private static readonly byte[] ProgramBytes = ReadResource(Program);
    private static readonly byte[] SessionBytes = ReadResource(Session);

    /// <summary>Gives the argument list that starts the runner.</summary>
    /// <param name="directory">The directory of the environment, as commands see it.</param>
    public static IReadOnlyList<string> Arguments(string directory) =>
        ["sh", $"{directory}/{RunnerDirectory}/{Program}", $"{directory}/{RunnerDirectory}"];

    /// <summary>Packs the runner, its plan and the commands, for <see cref="RunnerDirectory"/>.</summary>
    public static MemoryStream Pack(BuildPlan plan, string directory, DateTimeOffset at)
    {
        var packed = new MemoryStream();
        using (var tar = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            Add(Program, ProgramBytes);
            Add(Session, SessionBytes);
            Add("plan", Encoding.UTF8.GetBytes(PlanText(plan, directory)));
            foreach (var command in plan.Phases.SelectMany(phase => phase.All))
            {
                Add($"commands/{command.Number}", Encoding.UTF8.GetBytes($"{command.Text}\n"));
            }

            if (plan.Artifact is { } artifact)
            {
                Add("commands/expand", Encoding.UTF8.GetBytes(ExpansionText(artifact.Texts, $"{directory}/{ExpandedFile}")));
            }

            void Add(string name, byte[] bytes) =>
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes), ModificationTime = at });
        }

        packed.Position = 0;
        return packed;
    }

    /// <summary>Writes the environment as shell text. It holds the secrets: it goes to the runner's standard input and nowhere else.</summary>
    public static byte[] EnvironmentText(BuildPlan plan)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in plan.Environment.Concat(plan.Secrets.Select(secret => KeyValuePair.Create(secret.Key, secret.Value.Reveal()))))
        {
            text.Append("export ").Append(name).Append('=').Append(ShellQuoting.Quote(value)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.Append("PWD=").Append(ShellQuoting.Quote(plan.SourceDirectory)).Append('\n').ToString());
    }

    /// <summary>Writes the plan as the assignments that the runner reads.</summary>
    public static string PlanText(BuildPlan plan, string directory)
    {
        var text = new StringBuilder();
        Assign("output", $"{directory}/{OutputFile}");
        Assign("shell", plan.Shell);
        Assign("wanted_shell", plan.Shell);
        Assign("fresh", plan.HasFreshShells ? "yes" : "");
        Assign("expand", NeedsExpansion(plan.Artifact) ? "yes" : "");
        Assign("first", plan.Phases[0].Phase.ToReferenceName());
        foreach (var phase in plan.Phases)
        {
            var name = phase.Phase.ToReferenceName();
            Assign($"commands_{name}", Numbers(phase.Commands));
            Assign($"finally_{name}", Numbers(phase.Finally));
            Assign($"tries_{name}", phase.Tries.ToString(CultureInfo.InvariantCulture));
            Assign($"pattern_{name}", phase.RetryPattern);
            Assign($"success_{name}", NextName(plan, phase.NextOnSuccess));
            Assign($"failure_{name}", NextName(plan, phase.NextOnFailure));
        }

        return text.ToString();

        void Assign(string name, string value) => text.Append(name).Append('=').Append(ShellQuoting.Quote(value)).Append('\n');
    }

    /// <summary>Reads the expanded texts back.</summary>
    /// <returns>The texts, or null when the file does not hold as many as were written.</returns>
    public static IReadOnlyList<string>? ReadExpanded(ReadOnlySpan<byte> bytes, int count)
    {
        var texts = Encoding.UTF8.GetString(bytes).Split('\0');
        return texts.Length == count + 1 ? [.. texts.Take(count).Select(text => text.EndsWith('\n') ? text[..^1] : text)] : null;
    }

    /// <summary>Says whether a shell must look at the texts of an artifact.</summary>
    public static bool NeedsExpansion(ArtifactPlan? artifact) =>
        artifact is not null && artifact.Texts.Any(text => text.AsSpan().ContainsAny('$', '`') || text.StartsWith("~/", StringComparison.Ordinal));

    // A here-document expands variables and commands and leaves quotes and patterns alone.
    private static string ExpansionText(IReadOnlyList<string> texts, string file)
    {
        const string End = "FORGE_END_OF_TEXT";
        var text = new StringBuilder("{\n");
        foreach (var line in texts)
        {
            var home = line.StartsWith("~/", StringComparison.Ordinal) ? $"$HOME{line[1..]}" : line;
            text.Append("cat <<").Append(End).Append('\n').Append(home).Append('\n').Append(End).Append("\nprintf '\\000'\n");
        }

        return text.Append("} >").Append(ShellQuoting.Quote(file)).Append('\n').ToString();
    }

    private static string Numbers(IReadOnlyList<PlannedCommand> commands) => string.Join(' ', commands.Select(command => command.Number));

    private static string NextName(BuildPlan plan, BuildPhase next) => plan.Phases.Any(phase => phase.Phase == next) ? next.ToReferenceName() : "";

    private static byte[] ReadResource(string name)
    {
        using var stream = typeof(RunnerFiles).Assembly.GetManifestResourceStream($"Forge.Build.Running.{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
