using Forge.Shared.Yaml;

namespace Forge.Build.Specs;

/// <summary>Reads a buildspec: bytes to a spec, or to everything that is wrong with them.</summary>
public static class BuildSpecReader
{
    private const string FreshShells = "0.1";
    private const string OneShell = "0.2";

    /// <summary>Says everything that is wrong with a buildspec.</summary>
    /// <param name="file">The file's name for the messages.</param>
    /// <param name="bytes">The file: YAML or JSON in UTF-8, at most 256 KiB.</param>
    /// <returns>The problems in the order of the file; the buildspec can be used when none of them is an error.</returns>
    public static IReadOnlyList<SpecProblem> Validate(string file, ReadOnlySpan<byte> bytes)
    {
        Read(file, bytes, out var problems);
        return problems;
    }

    /// <summary>Reads a buildspec.</summary>
    /// <param name="file">The file's name for the messages.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="problems">The problems in the order of the file.</param>
    /// <returns>The spec, or null when a problem is an error.</returns>
    internal static BuildSpec? Read(string file, ReadOnlySpan<byte> bytes, out IReadOnlyList<SpecProblem> problems)
    {
        var found = new SpecProblems(file);
        var spec = Read(bytes, found);
        problems = found.InOrder;
        return found.HasErrors ? null : spec;
    }

    private static BuildSpec? Read(ReadOnlySpan<byte> bytes, SpecProblems problems)
    {
        try
        {
            switch (YamlReader.Read(bytes, YamlLimits.Default))
            {
                case null:
                    problems.Add(1, 1, SpecSeverity.Error, "the buildspec is empty: write 'version: 0.2' and 'phases:'");
                    return null;
                case YamlMap map:
                    return Read(map, new SpecSection(map, "", problems), problems);
                case var other:
                    problems.Add(other, $"a buildspec is a map with 'version' and 'phases', not {other.Kind}");
                    return null;
            }
        }
        catch (YamlException e)
        {
            problems.Add(e.Line, e.Column, SpecSeverity.Error, e.Message);
            return null;
        }
    }

    private static BuildSpec Read(YamlMap map, SpecSection root, SpecProblems problems)
    {
        var hasFreshShells = ReadVersion(map, root, problems);
        var environmentKey = hasFreshShells ? "environment_variables" : "env";
        root.AllowOnly("BUILDSPEC", "version", "run-as", environmentKey, "proxy", "batch", "phases", "reports", "artifacts", "cache");
        if (!root.Has("phases") && !root.Has("batch"))
        {
            problems.Add(map, "'phases' is missing: write at least one of install, pre_build, build and post_build below it");
        }

        var artifacts = root.Section("artifacts") is { } section ? ArtifactsSpecReader.Read(section) : null;
        var batchProblems = problems.BeginPart();
        var batch = root.Section("batch", batchProblems) is { } batchSection ? BatchSpecReader.Read(batchSection) : null;
        return new BuildSpec
        {
            HasFreshShells = hasFreshShells,
            RunAs = root.Text("run-as"),
            Environment = EnvironmentSpecReader.Read(root.Section(environmentKey), hasFreshShells),
            Phases = root.Section("phases") is { } phases ? PhaseSpecReader.Read(phases) : new Dictionary<BuildPhase, PhaseSpec>(),
            Artifacts = artifacts,
            Cache = root.Section("cache") is { } cache ? CacheSpecReader.Read(cache) : null,
            Reports = root.Section("reports") is { } reports ? ReportSpecReader.Read(reports) : [],
            Batch = batch,
            BatchProblem = problems.AddPart(batchProblems),
            HasProxy = root.Section("proxy") is not null,
            UnknownKeys = problems.Unknown,
        };
    }

    private static bool ReadVersion(YamlMap map, SpecSection root, SpecProblems problems)
    {
        switch (root.Find("version"))
        {
            case YamlScalar { Text: FreshShells }:
                return true;
            case YamlScalar { Text: OneShell or "0.20" }:
                return false;
            case null:
                problems.Add(map, "wrong number of container tags, expected 1: 'version' is missing; write 'version: 0.2'");
                return false;
            case var other:
                return root.Refuse(other, "version", $"{FreshShells} or {OneShell}", false);
        }
    }
}
