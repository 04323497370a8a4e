using System.Formats.Tar;
using System.Text;
using Forge.Build.Planning;
using Forge.Shared.Text;

namespace Forge.Build.Running;

/// <summary>The files that the build runner works from, and what it reads.</summary>
internal static class RunnerFiles
{
    /// <summary>The directory of the source, below that of the environment.</summary>
    public const string SourceDirectory = "src";

    /// <summary>The directory of the secondary sources, each in one that is named by its identifier.</summary>
    public const string SecondaryDirectory = "secondary";

    /// <summary>The directory of the runner, below that of the environment.</summary>
    public const string RunnerDirectory = "runner";

    /// <summary>The file that takes what commands print, below the directory of the environment.</summary>
    public const string OutputFile = "runner/output";

    /// <summary>The file that takes what happens.</summary>
    public const string EventsFile = "runner/events";

    /// <summary>The file with the expanded texts of the artifacts.</summary>
    public const string ExpandedFile = "runner/expanded";

    /// <summary>The file with the exported variables.</summary>
    public const string ExportedFile = "runner/exported";

    /// <summary>The file with the expanded texts of the cache.</summary>
    public const string CacheTextsFile = "runner/cache.texts";

    /// <summary>The name of the file with the cache, in the directory of the runner.</summary>
    public const string CacheArchive = "cache.tar";

    /// <summary>The name of the file that says what the host's cache had: <c>none</c>, <c>exact</c> or <c>other</c>.</summary>
    public const string CacheAnswer = "cache.answer";

    /// <summary>The name of the file that lets a build go on after a breakpoint, in the directory of the runner.</summary>
    public const string ResumeFile = "resume";

    /// <summary>The name of the file that keeps a runner from its first command, in the directory of the runner: another one does its work.</summary>
    public const string VoidFile = "void";

    /// <summary>The name of the file with the buildspec, in the directory of the runner: for a host that goes on with the build.</summary>
    public const string SpecFile = "buildspec";

    /// <summary>The file with the runtimes of the image.</summary>
    public const string RuntimesFile = "runner/runtimes.yml";

    private const string Program = "build-runner.sh";
    private const string Session = "build-session.sh";
    private const string BinaryPrefix = "bin/";
    private const string ResourcePrefix = "Forge.Build.Running.";
    private const int MostLines = 2_000;
    private const int SpareLines = 8;
    private const UnixFileMode ProgramMode = (UnixFileMode)0b111_101_101;
    private const UnixFileMode FileMode = (UnixFileMode)0b110_100_100;

    // One line for each command; see build-session.sh.
    private static readonly byte[] SessionLine =
        """
        { forge_reset; exec </dev/null >&9; } 2>/dev/null; exec 2>&1; forge_next; set --; . "$forge_directory/commands/$forge_number" 8<&- 9>&-

        """u8.ToArray();

    private static readonly Dictionary<string, byte[]> Programs = ReadResources();

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
            foreach (var (name, bytes) in Programs)
            {
                Add(name, name == Session ? [.. bytes, .. SessionLines(plan)] : bytes, name.StartsWith(BinaryPrefix, StringComparison.Ordinal) ? ProgramMode : FileMode);
            }

            AddText("plan", RunnerPlan.Text(plan, directory));
            foreach (var command in plan.Phases.SelectMany(phase => phase.All))
            {
                AddText($"commands/{command.Number}", $"{(command.Before.Length > 0 ? $"{command.Before}\n" : "")}{command.Text}\n");
            }

            foreach (var (name, text) in RunnerPlan.OwnCommands(plan, directory))
            {
                AddText($"commands/{name}", text);
            }

            void AddText(string name, string text) => Add(name, Encoding.UTF8.GetBytes(text), FileMode);

            void Add(string name, byte[] bytes, UnixFileMode mode) =>
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes), ModificationTime = at, Mode = mode });
        }

        packed.Position = 0;
        return packed;
    }

    /// <summary>Packs one file for <see cref="RunnerDirectory"/>.</summary>
    public static MemoryStream PackFile(string name, ReadOnlyMemory<byte> bytes, DateTimeOffset at)
    {
        var packed = new MemoryStream();
        using (var tar = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes.ToArray()), ModificationTime = at, Mode = FileMode });
        }

        packed.Position = 0;
        return packed;
    }

    /// <summary>Writes the environment as shell text. It holds the secrets: it goes to the runner's standard input and nowhere else.</summary>
    public static byte[] EnvironmentText(BuildPlan plan, string directory)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in plan.Environment.Concat(plan.Secrets.Select(secret => KeyValuePair.Create(secret.Key, secret.Value.Reveal()))))
        {
            text.Append("export ").Append(name).Append('=').Append(ShellQuoting.Quote(value)).Append('\n');
        }

        text.Append("PATH=\"${PATH:+$PATH:}\"").Append(ShellQuoting.Quote($"{directory}/{RunnerDirectory}/bin")).Append('\n');
        text.Append("PWD=").Append(ShellQuoting.Quote(plan.SourceDirectory)).Append('\n');
        return Encoding.UTF8.GetBytes(text.Append(RunnerPlan.EndOfEnvironment).Append('\n').ToString());
    }

    /// <summary>Reads expanded texts back.</summary>
    /// <returns>The texts, or null when the file does not hold as many as were written.</returns>
    public static IReadOnlyList<string>? ReadExpanded(ReadOnlySpan<byte> bytes, int count)
    {
        var texts = Encoding.UTF8.GetString(bytes).Split('\0');
        return texts.Length == count + 1 ? [.. texts.Take(count).Select(text => text.EndsWith('\n') ? text[..^1] : text)] : null;
    }

    /// <summary>Reads the exported variables back: each as <c>NAME=value</c>.</summary>
    public static IReadOnlyDictionary<string, string> ReadExported(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=', 2))
            .Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.Ordinal);

    /// <summary>Reads a file of the runner to its end.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(IBuildEnvironment environment, string file, CancellationToken cancellationToken)
    {
        const int LongestFile = 1024 * 1024;
        var buffer = new byte[LongestFile];
        var length = 0;
        while (await environment.ReadAsync(file, length, buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            length += read;
        }

        return buffer.AsMemory(0, length);
    }

    private static byte[] SessionLines(BuildPlan plan)
    {
        var lines = Math.Min(MostLines, SpareLines + plan.Phases.Sum(phase => phase.All.Count() * phase.Tries));
        return [.. Enumerable.Repeat(SessionLine, lines).SelectMany(line => line)];
    }

    private static Dictionary<string, byte[]> ReadResources()
    {
        var assembly = typeof(RunnerFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)).ToDictionary(
            name => name[ResourcePrefix.Length..],
            name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return bytes;
            });
    }
}
