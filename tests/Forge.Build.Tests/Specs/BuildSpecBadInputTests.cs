using System.Text;
using Forge.Build.Specs;

namespace Forge.Build.Tests.Specs;

/// <summary>Bad buildspecs: what is said of each, where, and at what cost.</summary>
public sealed class BuildSpecBadInputTests
{
    private const long MostAllocated = 64 * 1024 * 1024;
    private const string Phases = "\nphases: {build: {commands: ['true']}}\n";

    [Theory]
    [InlineData("~", "the buildspec is empty", 0, 0)]
    [InlineData("---\n...\n", "the buildspec is empty", 0, 0)]
    [InlineData("%YAML 9.9\n---\nversion: 0.2", "incompatible YAML document at line 1", 1, 1)]
    [InlineData("? [a]\n: 1", "a key must be a simple value, not a list or a map", 1, 1)]
    [InlineData("version: 0.3" + Phases, "version must be 0.1 or 0.2, not '0.3'", 1, 10)]
    [InlineData("version: '2'" + Phases, "version must be 0.1 or 0.2, not '2'", 1, 10)]
    [InlineData("version: {a: 0.2}" + Phases, "version must be 0.1 or 0.2, not a map", 1, 10)]
    [InlineData("version: \"0.2\\0\"" + Phases, "the value holds a NUL character", 1, 10)]
    [InlineData("version: 0.2\nenv: *nobody", "the alias '*nobody' has no anchor before it", 2, 6)]
    [InlineData("version: 0.2\nenv: {variables: {A=B: x}}" + Phases, "'A=B' is not the name of a variable", 2, 19)]
    [InlineData("version: 0.2\nenv: {variables: {'': x}}" + Phases, "'' is not the name of a variable", 2, 19)]
    [InlineData("version: 0.2\nenv: {variables: {A-B: x}}" + Phases, "'A-B' is not the name of a variable", 2, 19)]
    [InlineData("version: 0.2\nenv: {variables: {\"A\\n\": x}}" + Phases, "is not the name of a variable", 2, 19)]
    [InlineData("version: 0.2\nenv: {parameter-store: {1A: x}}" + Phases, "'1A' is not the name of a variable", 2, 25)]
    [InlineData("version: 0.2\nenv: {secrets-manager: {Ä: x}}" + Phases, "'Ä' is not the name of a variable", 2, 25)]
    [InlineData("version: 0.2\nphases:\n  build:\n    on-failure: [ABORT]\n    commands: [a]", "phases.build.on-failure must be one value, not a list", 4, 17)]
    [InlineData("version: 0.2\nphases:\n  build:\n    finally: {a: b}\n    commands: [a]", "phases.build.finally must be a list, not a map", 4, 14)]
    [InlineData("version: 0.2\nphases:\n  install:\n    runtime-versions: [python]", "phases.install.runtime-versions must be a map, not a list", 4, 23)]
    [InlineData("version: 0.2\nphases:\n  install:\n    runtime-versions: {python: [3]}", "phases.install.runtime-versions.python must be one value, not a list", 4, 32)]
    [InlineData("version: 0.2\nartifacts: {base-directory: [a]}" + Phases, "artifacts.base-directory must be one value, not a list", 2, 29)]
    [InlineData("version: 0.2\nartifacts: {discard-paths: maybe}" + Phases, "artifacts.discard-paths must be yes or no, not 'maybe'", 2, 28)]
    [InlineData("version: 0.2\nartifacts: {secondary-artifacts: [a]}" + Phases, "artifacts.secondary-artifacts must be a map, not a list", 2, 34)]
    public void Validate_BadFile_SaysWhatAndWhere(string text, string message, int line, int column)
    {
        var problem = BuildSpecReader.Validate("buildspec.yml", Encoding.UTF8.GetBytes(text)).First(found => found.Severity is SpecSeverity.Error);

        problem.Message.Should().Contain(message);
        (problem.Line, problem.Column).Should().Be((line, column));
    }

    [Theory]
    [InlineData("0755")]
    [InlineData("012")]
    [InlineData("1:30")]
    [InlineData("1e400")]
    [InlineData("2026-01-01")]
    [InlineData("no")]
    [InlineData("0x1F")]
    [InlineData(".nan")]
    public void Read_ValueThatYamlWouldConvert_IsTheTextAsWritten(string value) =>
        BuildSpecReader.Read("buildspec.yml", Encoding.UTF8.GetBytes($"version: 0.2\nenv: {{variables: {{on: {value}}}}}{Phases}"), out _)!
            .Environment.Variables.Should().BeEquivalentTo(new[] { KeyValuePair.Create("on", value) });

    [Theory]
    [InlineData("commands", 9_000)]
    [InlineData("unknown keys", 4_000)]
    [InlineData("variables", 4_000)]
    [InlineData("maps as commands", 3_000)]
    public void Validate_LargeFile_StaysWithinBounds(string kind, int count)
    {
        var lines = string.Concat(Enumerable.Range(0, count).Select(i => kind switch
        {
            "commands" => $"      - echo {i}\n",
            "maps as commands" => $"      - a: {i}\n",
            _ => $"    KEY_{i}: x\n",
        }));
        var text = "version: 0.2\n" + kind switch
        {
            "variables" => $"env:\n  variables:\n{lines}phases:\n  build:\n    commands: a\n",
            "unknown keys" => $"phases:\n  build:\n    commands: a\n{lines}",
            _ => $"phases:\n  build:\n    commands:\n{lines}",
        };

        var before = GC.GetAllocatedBytesForCurrentThread();
        BuildSpecReader.Validate("buildspec.yml", Encoding.UTF8.GetBytes(text));

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(MostAllocated);
    }
}
