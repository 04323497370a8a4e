using System.Text;
using Forge.Build.Specs;

namespace Forge.Build.Tests.Specs;

public sealed class BuildSpecReaderTests
{
    private const string Phases = "phases: {build: {commands: ['true']}}";

    [Theory]
    [InlineData("phasess: 1", "the key 'phasess' of the buildspec is not known", "BUILDSPEC")]
    [InlineData("artifacts: {file: [a], files: [a]}", "did you mean 'files'?", "ARTIFACTS")]
    [InlineData("env: {variable: {}}", "did you mean 'variables'?", "ENV")]
    [InlineData("cache: {path: [a]}", "did you mean 'paths'?", "CACHE")]
    [InlineData("reports: {r: {file: a, files: [a]}}", "did you mean 'files'?", "REPORTS")]
    public void Read_UnknownKey_IsAWarningWithTheNearestKey(string yaml, string message, string section)
    {
        var spec = Read($"version: 0.2\n{Phases}\n{yaml}", out var problems);

        problems.Should().Contain(problem => problem.Severity == SpecSeverity.Warning && problem.Message.Contains(message, StringComparison.Ordinal) && problem.Line == 3);
        spec!.UnknownKeys.Should().ContainSingle().Which.Section.Should().Be(section);
    }

    [Theory]
    [InlineData("phases: {build: {commands: ['true'], env: {A: 1}}}", "BUILD")]
    [InlineData("phases: {build: {commands: ['true'], runtime-versions: {a: 1}}}", "BUILD")]
    [InlineData("phases: {building: {commands: ['true']}}", "PHASES")]
    public void Read_UnknownKeyOfAPhase_NamesThePhase(string yaml, string section) =>
        Read($"version: 0.2\n{yaml}", out _)!.UnknownKeys.Should().ContainSingle().Which.Section.Should().Be(section);

    [Fact]
    public void Read_Values_AreTheTextAsWritten()
    {
        var spec = Read(
            """
            version: 0.2
            env:
              variables:
                ON: no
                OCTAL: 0755
                RATIO: 3.10
                TIME: 1:30
                BIG: 571480186401
                LITERAL: "$PATH:/x"
                EMPTY:
            phases:
              install: {runtime-versions: {python: 3.10, nodejs: 18}}
              build:
                commands:
                  - echo a \ b   # why
                  - |
                    first
                      second
                  - if [ "$B" = "" ] ; then
                      B="x";
                    fi
                  - ${VAR}
                  - echo "=> x:"
            """,
            out _)!;

        Lines(spec.Environment.Variables).Should().Equal("ON=no", "OCTAL=0755", "RATIO=3.10", "TIME=1:30", "BIG=571480186401", "LITERAL=$PATH:/x", "EMPTY=");
        Lines(spec.Phases[BuildPhase.Install].RuntimeVersions).Should().Equal("python=3.10", "nodejs=18");
        spec.Phases[BuildPhase.Build].Commands.Should().Equal(
            @"echo a \ b", "first\n  second\n", "if [ \"$B\" = \"\" ] ; then B=\"x\"; fi", "${VAR}", "echo \"=> x:\"");
    }

    [Fact]
    public void Read_ScalarsWhereListsAreDocumented_AreListsOfOne()
    {
        var spec = Read("version: 0.2\nphases: {build: {commands: make all, finally: make clean}}\nartifacts: {files: a.txt, exclude-paths: b}", out _)!;

        spec.Phases[BuildPhase.Build].Should().BeEquivalentTo(new { Commands = new[] { "make all" }, Finally = new[] { "make clean" } });
        spec.Artifacts.Should().BeEquivalentTo(new { Files = new[] { "a.txt" }, ExcludePaths = new[] { "b" } });
    }

    [Fact]
    public void Read_EmptyCommandsAndItems_AreSkippedWithAWarning()
    {
        var spec = Read("version: 0.2\nphases:\n  build:\n    commands:\n      - #export X=1\n      - make\n  post_build:\n    commands:\n  install:\nartifacts:\n  files:", out var problems)!;

        spec.Phases[BuildPhase.Build].Commands.Should().Equal("make");
        spec.Phases[BuildPhase.PostBuild].Commands.Should().BeEmpty();
        spec.Artifacts!.Files.Should().BeEmpty();
        problems.Select(problem => (problem.Line, problem.Severity)).Should().Equal(
            (5, SpecSeverity.Warning), (8, SpecSeverity.Warning), (9, SpecSeverity.Warning), (11, SpecSeverity.Warning));
    }

    [Fact]
    public void Read_TheFirstVersion_HasItsOwnNamesAndFreshShells()
    {
        var spec = Read("version: 0.1\nenvironment_variables: {plaintext: {A: b}}\n" + Phases, out var problems)!;

        problems.Should().BeEmpty();
        spec.HasFreshShells.Should().BeTrue();
        Lines(spec.Environment.Variables).Should().Equal("A=b");
    }

    [Fact]
    public void Read_EveryKeyOfTheReference_IsReadWithoutAWarning()
    {
        var spec = Read(
            """
            version: 0.2
            run-as: u1
            env:
              shell: bash
              variables: {A: a}
              parameter-store: {P: /p}
              secrets-manager: {S: "id:key:AWSPREVIOUS", T: "arn:aws:secretsmanager:r:1:secret:n:key"}
              exported-variables: [A]
              git-credential-helper: yes
            proxy: {upload-artifacts: no}
            batch: {fast-fail: true}
            phases:
              install: {run-as: u2, on-failure: ABORT, runtime-versions: {dotnet: 10}, commands: [a], finally: [b]}
              pre_build: {commands: [a]}
              build: {on-failure: retry-2-5xx, commands: [a]}
              post_build: {on-failure: CONTINUE, commands: [a]}
            reports: {unit: {files: ['**/*.xml'], file-format: JunitXml, base-directory: r, discard-paths: yes}}
            artifacts:
              files: ['**/*']
              name: n
              discard-paths: "yes"
              base-directory: out
              exclude-paths: ["**/.*"]
              enable-symlinks: true
              s3-prefix: p
              type: zip
              secondary-artifacts: {docs: {files: [d], name: e}}
            cache: {paths: ['/root/.m2/**/*'], key: k, fallback-keys: [a, b], action: save}
            """,
            out var problems)!;

        problems.Should().BeEmpty();
        spec.Environment.SecretsManager.Should().BeEquivalentTo(new[]
        {
            KeyValuePair.Create("S", new SecretKeySpec { Reference = new SecretReference { Id = "id", Stage = "AWSPREVIOUS" }, JsonKey = "key" }),
            KeyValuePair.Create("T", new SecretKeySpec { Reference = new SecretReference { Id = "arn:aws:secretsmanager:r:1:secret:n" }, JsonKey = "key" }),
        });
        spec.Phases[BuildPhase.Build].OnFailure.Should().Be(new OnFailureSpec { Kind = OnFailure.Retry, Retries = 2, Pattern = "5xx" });
        spec.Artifacts!.Secondary.Should().ContainSingle().Which.Value.Files.Should().Equal("d");
        spec.Should().BeEquivalentTo(new { RunAs = "u1", HasProxy = true });
        spec.Reports.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Group = "unit", Format = "JUNITXML", BaseDirectory = "r", DiscardPaths = true });
        spec.Cache.Should().BeEquivalentTo(new { Paths = new[] { "/root/.m2/**/*" }, Key = "k", FallbackKeys = new[] { "a", "b" }, Action = "save" });
    }

    [Theory]
    [InlineData("abort", OnFailure.Abort, 0, "")]
    [InlineData("CONTINUE", OnFailure.Continue, 0, "")]
    [InlineData("RETRY", OnFailure.Retry, 3, "")]
    [InlineData("Retry-0", OnFailure.Retry, 0, "")]
    [InlineData("RETRY-100", OnFailure.Retry, 100, "")]
    [InlineData("RETRY-5xx", OnFailure.Retry, 3, "5xx")]
    [InlineData("RETRY-2-.*", OnFailure.Retry, 2, "")]
    [InlineData("RETRY-2-a-b", OnFailure.Retry, 2, "a-b")]
    public void OnFailure_AllowedValues_AreRead(string text, object kind, int retries, string pattern) =>
        OnFailureSpec.Parse(text).Should().Be(new OnFailureSpec { Kind = (OnFailure)kind, Retries = retries, Pattern = pattern });

    private static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, string>> pairs) => pairs.Select(pair => $"{pair.Key}={pair.Value}");

    private static BuildSpec? Read(string text, out IReadOnlyList<SpecProblem> problems) =>
        BuildSpecReader.Read("buildspec.yml", Encoding.UTF8.GetBytes(text), out problems);
}
