using System.Globalization;
using System.Text.RegularExpressions;
using Forge.Shared.Yaml;

namespace Forge.Build.Specs;

/// <summary>Reads <c>batch</c>.</summary>
internal static partial class BatchSpecReader
{
    private const string Heading = "BATCH";
    private const int MostShards = 100;

    private static readonly string[] Ways = ["build-list", "build-graph", "build-matrix", "build-fanout"];

    public static BatchSpec Read(SpecSection section)
    {
        section.AllowOnly(Heading, ["fast-fail", .. Ways]);
        var used = Ways.Where(way => section.Find(way) is not null).ToList();
        if (used.Count > 1)
        {
            section.Problems.Add(section.Find(used[1])!, $"batch has {string.Join(" and ", used)}; write one of them");
        }

        return new BatchSpec
        {
            FastFail = section.Boolean("fast-fail"),
            Tasks = ReadTasks(section, "build-list") ?? ReadTasks(section, "build-graph"),
            Matrix = section.Section("build-matrix") is { } matrix ? ReadMatrix(matrix) : null,
            Fanout = section.Section("build-fanout") is { } fanout ? ReadFanout(fanout) : null,
        };
    }

    private static List<BatchTaskSpec>? ReadTasks(SpecSection section, string way)
    {
        switch (section.Find(way))
        {
            case null:
                return null;
            case YamlList list:
                var tasks = list.Items.Select((node, i) => ReadTask(section, node, $"{way}[{i}]", way == "build-graph")).OfType<BatchTaskSpec>().ToList();
                CheckIdentifiers(section, list, tasks);
                return tasks;
            case var other:
                return section.Refuse<List<BatchTaskSpec>?>(other, way, "a list of builds", null);
        }
    }

    private static BatchTaskSpec? ReadTask(SpecSection section, YamlNode node, string name, bool isGraph)
    {
        if (node is not YamlMap map)
        {
            return section.Refuse<BatchTaskSpec?>(node, name, "a map with 'identifier'", null);
        }

        var task = new SpecSection(map, $"{section.Name}.{name}", section.Problems);
        string[] keys = ["identifier", "buildspec", "debug-session", "env", "ignore-failure"];
        task.AllowOnly(Heading, isGraph ? [.. keys, "depend-on"] : keys);
        if (task.Text("identifier").Length == 0)
        {
            section.Problems.Add(node, $"{task.Name} has no identifier; every build of a batch needs one");
        }

        return new BatchTaskSpec
        {
            Identifier = task.Text("identifier"),
            Line = node.Line,
            BuildSpec = task.Text("buildspec"),
            DependOn = isGraph ? task.Texts("depend-on") ?? [] : [],
            IgnoreFailure = task.Boolean("ignore-failure"),
            DebugSession = task.Boolean("debug-session"),
            Environment = ReadEnvironment(task, "compute-type", "fleet", "image", "privileged-mode", "type", "variables"),
        };
    }

    private static void CheckIdentifiers(SpecSection section, YamlNode at, List<BatchTaskSpec> tasks)
    {
        var bad = tasks.Where(task => task.Identifier.Length > 0 && !Identifier().IsMatch(task.Identifier)).Select(task => task.Identifier).ToList();
        if (bad.Count > 0)
        {
            section.Problems.Add(
                at, $"BatchSpec has invalid values.. Build Identifiers {string.Join(',', bad)} must contain only alphanumeric characters and underscores and be less than 128 characters in length.");
        }

        foreach (var twice in tasks.GroupBy(task => task.Identifier).Where(group => group.Key.Length > 0 && group.Count() > 1))
        {
            section.Problems.Add(at, $"BatchSpec has invalid values.. Build Identifier {twice.Key} stands at lines {string.Join(" and ", twice.Select(task => task.Line))}; every build needs one of its own.");
        }
    }

    private static BatchEnvironmentSpec ReadEnvironment(SpecSection parent, params string[] keys)
    {
        if (parent.Section("env") is not { } section)
        {
            return new BatchEnvironmentSpec();
        }

        section.AllowOnly(Heading, keys);
        if (section.Has("compute-type") && section.Has("fleet"))
        {
            section.Problems.Add(section.Find("fleet")!, $"{section.Name} has both compute-type and fleet; write one of them");
        }

        return new BatchEnvironmentSpec
        {
            ComputeType = section.Text("compute-type"),
            Fleet = section.Text("fleet"),
            Image = section.Text("image"),
            Type = section.Text("type"),
            PrivilegedMode = section.Find("privileged-mode") is null ? null : section.Boolean("privileged-mode"),
            Variables = ReadVariables(section),
        };
    }

    private static IReadOnlyList<KeyValuePair<string, string>> ReadVariables(SpecSection section)
    {
        EnvironmentSpecReader.CheckNames(section, "variables");
        return section.Pairs("variables");
    }

    private static BatchMatrixSpec ReadMatrix(SpecSection section)
    {
        section.AllowOnly(Heading, "static", "dynamic");
        var fix = section.Section("static");
        fix?.AllowOnly(Heading, "ignore-failure", "env");
        var dynamic = section.Section("dynamic");
        dynamic?.AllowOnly(Heading, "buildspec", "env");
        var environment = dynamic?.Section("env");
        environment?.AllowOnly(Heading, "compute-type", "image", "variables");
        var variables = environment?.Section("variables");
        if (variables is not null)
        {
            EnvironmentSpecReader.CheckNames(environment!, "variables");
        }

        if (dynamic is null)
        {
            section.Problems.Add(0, 0, SpecSeverity.Error, "batch.build-matrix has no 'dynamic'; write the lists of values below it");
        }

        return new BatchMatrixSpec
        {
            IgnoreFailure = fix?.Boolean("ignore-failure") == true,
            Static = fix is null ? new BatchEnvironmentSpec() : ReadEnvironment(fix, "privileged-mode", "type", "compute-type", "fleet", "image", "variables"),
            BuildSpecs = dynamic?.Texts("buildspec") ?? [],
            Images = environment?.Texts("image") ?? [],
            ComputeTypes = environment?.Texts("compute-type") ?? [],
            Variables = [.. (variables?.Entries ?? []).Select(entry => KeyValuePair.Create(entry.Key.Text, variables!.Texts(entry.Key.Text) ?? []))],
        };
    }

    private static BatchFanoutSpec ReadFanout(SpecSection section)
    {
        section.AllowOnly(Heading, "parallelism", "ignore-failure");
        var text = section.Text("parallelism");
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parallelism);
        if (section.Find("parallelism") is not { } node)
        {
            section.Problems.Add(0, 0, SpecSeverity.Error, $"{section.Name} has no 'parallelism'; write how many builds share the tests");
        }
        else if (!isNumber || parallelism is < 1 or > MostShards)
        {
            section.Refuse(node, "parallelism", $"a number from 1 to {MostShards}", 0);
        }

        return new BatchFanoutSpec(parallelism, section.Boolean("ignore-failure"));
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_]{1,127}\z")]
    private static partial Regex Identifier();
}
