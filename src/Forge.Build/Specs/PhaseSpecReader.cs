using Forge.Shared.Yaml;

namespace Forge.Build.Specs;

/// <summary>Reads <c>phases</c>.</summary>
internal static class PhaseSpecReader
{
    private static readonly IReadOnlyDictionary<string, BuildPhase> Phases = new Dictionary<string, BuildPhase>
    {
        ["install"] = BuildPhase.Install,
        ["pre_build"] = BuildPhase.PreBuild,
        ["build"] = BuildPhase.Build,
        ["post_build"] = BuildPhase.PostBuild,
    };

    public static IReadOnlyDictionary<BuildPhase, PhaseSpec> Read(SpecSection phases)
    {
        phases.AllowOnly("PHASES", [.. Phases.Keys]);
        var read = new Dictionary<BuildPhase, PhaseSpec>();
        foreach (var (name, phase) in Phases)
        {
            if (phases.Section(name) is { } section)
            {
                read[phase] = Read(section, phase);
            }
            else if (phases.Has(name) && phases.Find(name) is null)
            {
                phases.Problems.Warn(phases.Entries.First(entry => entry.Key.Text == name).Key, $"phases.{name} is empty");
            }
        }

        return read;
    }

    private static PhaseSpec Read(SpecSection section, BuildPhase phase)
    {
        if (section.Find("steps") is { } steps)
        {
            section.Problems.Add(steps, $"{section.Name}.steps holds GitHub Actions, which Forge does not run; write them as commands");
        }

        section.AllowOnly(
            phase.ToReferenceName(),
            phase is BuildPhase.Install
                ? ["run-as", "on-failure", "runtime-versions", "commands", "finally", "steps"]
                : ["run-as", "on-failure", "commands", "finally", "steps"]);
        if (!section.Has("commands") && !section.Has("steps") && !section.Has("runtime-versions"))
        {
            section.Problems.Warn(section.Entries[0].Key, $"{section.Name} has no commands");
        }

        return new PhaseSpec
        {
            RunAs = section.Text("run-as"),
            OnFailure = ReadOnFailure(section),
            RuntimeVersions = ReadRuntimes(section),
            Commands = ReadCommands(section, "commands", "Commands"),
            Finally = ReadCommands(section, "finally", "Finally"),
        };
    }

    private static OnFailureSpec ReadOnFailure(SpecSection section)
    {
        var text = section.Text("on-failure");
        if (text.Length == 0)
        {
            return OnFailureSpec.Default;
        }

        return OnFailureSpec.Parse(text)
            ?? section.Refuse(section.Find("on-failure")!, "on-failure", "ABORT, CONTINUE, RETRY, RETRY-count, RETRY-regex or RETRY-count-regex with a count from 0 to 100", OnFailureSpec.Default);
    }

    private static IReadOnlyList<KeyValuePair<string, string>> ReadRuntimes(SpecSection section)
    {
        var runtimes = section.Pairs("runtime-versions");
        if (runtimes.Count == 0 && section.Has("runtime-versions") && !section.Problems.HasErrors)
        {
            section.Problems.Add(
                section.Entries.First(entry => entry.Key.Text == "runtime-versions").Key, $"{section.Name}.runtime-versions must name at least one runtime");
        }

        return runtimes;
    }

    // A list of texts, as everywhere, but with the reference's own words for the most frequent mistake.
    private static List<string> ReadCommands(SpecSection section, string key, string referenceName)
    {
        if (section.Find(key) is not YamlList list)
        {
            return [.. section.Texts(key) ?? []];
        }

        var commands = new List<string>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            switch (list.Items[i])
            {
                case YamlScalar { IsNull: false } scalar:
                    WarnOfCutCommand(section, scalar, $"{key}[{i}]");
                    commands.Add(scalar.Text);
                    break;
                case YamlScalar nothing:
                    section.Problems.Warn(nothing, $"{section.Name}.{key}[{i}] is empty and is skipped");
                    break;
                case var other:
                    // A map in brackets without braces has no place of its own.
                    var place = other is YamlMap { Entries: [var first, ..] } ? first.Key : other;
                    section.Problems.Add(
                        place,
                        $"Expected {referenceName}[{i}] to be of string type: found subkeys instead at line {place.Line}, value of the key tag on line {place.Line} might be empty. "
                        + $"{section.Name}.{key}[{i}] is {other.Kind}; put the whole command in quotes, or write it below '- |'");
                    break;
            }
        }

        return commands;
    }

    // `- echo "build #1"` ends before the #, because a blank and a # begin a comment.
    private static void WarnOfCutCommand(SpecSection section, YamlScalar scalar, string key)
    {
        if (scalar.IsPlain && !scalar.Text.Contains('\n', StringComparison.Ordinal) && scalar.Text.Count(c => c == '"') % 2 == 1 && !scalar.Text.Contains('\'', StringComparison.Ordinal))
        {
            section.Problems.Warn(scalar, $"{section.Name}.{key} has an odd number of quotes; if a '#' follows in the file, YAML takes it for a comment: put the whole command in single quotes");
        }
    }
}
