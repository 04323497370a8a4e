using System.Text;
using Forge.Build.Specs;

namespace Forge.Build.Tests.Specs;

public sealed class BuildSpecReaderTests
{
    private const string Phases = "phases: {build: {commands: ['true']}}";

    [Theory]
    [InlineData("", "the buildspec is empty", 0)]
    [InlineData("# only a comment\n", "the buildspec is empty", 0)]
    [InlineData("just text", "a buildspec is a map with 'version' and 'phases', not a value", 1)]
    [InlineData("- a\n- b", "not a list", 1)]
    [InlineData("version: 0.2\nphases: [", "at line 3", 3)]
    [InlineData("version: 0.2\nphases:\n\tbuild:\n", "found character that cannot start any token at line 3", 3)]
    [InlineData("version 0.1\n\nphases:\n", "'version' lacks its colon", 1)]
    [InlineData(Phases, "wrong number of container tags, expected 1", 1)]
    [InlineData("version: 2.14.1\n" + Phases, "version must be 0.1 or 0.2, not '2.14.1'", 1)]
    [InlineData("version: [0.2]\n" + Phases, "version must be 0.1 or 0.2, not a list", 1)]
    [InlineData("version: 0.2", "'phases' is missing", 1)]
    [InlineData("version: 0.2\nphases: install", "phases must be a map, not 'install'", 2)]
    [InlineData("version: 0.2\nphases: {build: [a]}", "phases.build must be a map, not a list", 2)]
    [InlineData("version: 0.2\nphases:\n  build:\n    commands:\n      - 'true'\n      - echo \"Hello: world\"", "Expected Commands[1] to be of string type: found subkeys instead at line 6", 6)]
    [InlineData("version: 0.2\nphases:\n  build:\n    finally:\n      - [a]", "Expected Finally[0] to be of string type", 5)]
    [InlineData("version: 0.2\nphases:\n  build:\n    commands: {a: b}", "phases.build.commands must be a list, not a map", 4)]
    [InlineData("version: 0.2\nphases:\n  build:\n    on-failure: SOMETIMES\n    commands: [a]", "phases.build.on-failure must be ABORT, CONTINUE, RETRY", 4)]
    [InlineData("version: 0.2\nphases:\n  build:\n    on-failure: RETRY-101\n    commands: [a]", "a count from 0 to 100, not 'RETRY-101'", 4)]
    [InlineData("version: 0.2\nphases:\n  build:\n    steps: [{uses: o/a@v1}]", "GitHub Actions", 4)]
    [InlineData("version: 0.2\nphases:\n  install:\n    runtime-versions: {}", "must name at least one runtime", 4)]
    [InlineData("version: 0.2\nenv: {variables: {1A: x}}\n" + Phases, "'1A' is not the name of a variable", 2)]
    [InlineData("version: 0.2\nenv: {variables: {A: [x]}}\n" + Phases, "env.variables.A must be one value, not a list", 2)]
    [InlineData("version: 0.2\nenv: {variables: text}\n" + Phases, "env.variables must be a map, not 'text'", 2)]
    [InlineData("version: 0.2\nenv: {secrets-manager: {S: 'id:k:stage:version'}}\n" + Phases, "has both a version stage and a version id", 2)]
    [InlineData("version: 0.2\nenv: {secrets-manager: {S: ':k'}}\n" + Phases, "it has no secret id", 2)]
    [InlineData("version: 0.2\nenv: {git-credential-helper: perhaps}\n" + Phases, "env.git-credential-helper must be yes or no, not 'perhaps'", 2)]
    [InlineData("version: 0.2\nartifacts: {files: {a: b}}\n" + Phases, "artifacts.files must be a list, not a map", 2)]
    [InlineData("version: 0.2\nartifacts: {files: [[a]]}\n" + Phases, "artifacts.files[0] must be one value, not a list", 2)]
    [InlineData("version: 0.2\ncache: {action: sometimes}\n" + Phases, "cache.action must be restore or save", 2)]
    [InlineData("version: 0.2\ncache: {fallback-keys: [1, 2, 3, 4, 5, 6]}\n" + Phases, "at most 5", 2)]
    [InlineData("version: 0.2\nreports: {r: {files: [a], file-format: word}}\n" + Phases, "reports.r.file-format must be one of", 2)]
    [InlineData("version: 0.2\nphases: {build: {commands: [a]}}\nphases: {}", "the key 'phases' stands at line 2 already", 3)]
    [InlineData("version: 0.2\n" + Phases + "\n---\nversion: 0.2", "a second document", 3)]
    [InlineData("version: 0.2\n" + Phases + "\nenv: {variables: &x {A: *x}}", "refers to itself", 3)]
    [InlineData("version: !join [0.2]\n" + Phases, "the tag", 1)]
    public void Validate_BadFile_NamesTheRuleAndThePlace(string text, string message, int line)
    {
        var problem = BuildSpecReader.Validate("ci/buildspec.yml", Encoding.UTF8.GetBytes(text)).First(found => found.Severity is SpecSeverity.Error);

        problem.Message.Should().Contain(message);
        problem.Should().BeEquivalentTo(new { File = "ci/buildspec.yml", Line = line });
    }

    [Theory]
    [InlineData("phasess: 1", "the key 'phasess' of  is not known", "BUILDSPEC")]
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

    [Theory]
    [InlineData("version: 0.2")]
    [InlineData("version: '0.2'")]
    [InlineData("version: \"0.2\"")]
    [InlineData("version: 0.20")]
    public void Read_Version_IsAcceptedInEveryStyle(string version) => Read($"{version}\n{Phases}", out _)!.HasFreshShells.Should().BeFalse();

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
    public void Read_JsonText_IsABuildspec() =>
        Read("""{"version": "0.2", "phases": {"build": {"commands": ["echo hi"]}}}""", out _)!.Phases[BuildPhase.Build].Commands.Should().Equal("echo hi");

    [Fact]
    public void Read_SeveralMistakes_AreAllReportedInOrder()
    {
        Read("version: 3\nphases:\n  build:\n    commands:\n      - a: b\n      - c: d\n    on-failure: NEVER", out var problems).Should().BeNull();

        problems.Select(problem => problem.Line).Should().Equal(1, 5, 6, 7);
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

    [Theory]
    [InlineData("echo \"build #1\"", 1)]
    [InlineData("echo 'build #1'", 0)]
    [InlineData("echo \"a\" # why", 0)]
    public void Read_CommandThatACommentCutsInAString_IsAWarning(string command, int warnings)
    {
        Read($"version: 0.2\nphases:\n  build:\n    commands:\n      - {command}\n", out var problems);

        problems.Should().HaveCount(warnings);
    }

    private static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, string>> pairs) => pairs.Select(pair => $"{pair.Key}={pair.Value}");

    private static BuildSpec? Read(string text, out IReadOnlyList<SpecProblem> problems) =>
        BuildSpecReader.Read("buildspec.yml", Encoding.UTF8.GetBytes(text), out problems);
}
