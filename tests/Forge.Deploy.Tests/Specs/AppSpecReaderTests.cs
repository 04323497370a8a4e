using System.Text;
using Forge.Deploy.Specs;

namespace Forge.Deploy.Tests.Specs;

public sealed class AppSpecReaderTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData("0.00")]
    [InlineData(".0")]
    [InlineData("-0.0")]
    [InlineData("00")]
    [InlineData("0x0")]
    [InlineData("\"0.0\"")]
    [InlineData("'0'")]
    public void Read_VersionEqualsZero_IsAccepted(string version) =>
        AppSpecReader.Validate("appspec.yml", Bytes($"version: {version}\nos: linux\n")).Should().BeEmpty();

    [Theory]
    [InlineData("version: 0.1", 1, 10)]
    [InlineData("version: 1.0", 1, 10)]
    [InlineData("version: 1.1", 1, 10)]
    [InlineData("version: '0e0'", 1, 10)]
    [InlineData("version: x", 1, 10)]
    [InlineData("version:", 1, 9)]
    [InlineData("version: null", 1, 10)]
    [InlineData("version: [0.0]", 1, 10)]
    [InlineData("files:", 1, 1)]
    public void Read_VersionIsAnythingElse_AsksForZero(string line, int atLine, int atColumn)
    {
        var problem = Errors($"{line}\nos: linux\n").Should().ContainSingle().Subject;

        problem.Message.Should().Contain("must be 0.0");
        (problem.Line, problem.Column).Should().Be((atLine, atColumn));
    }

    [Theory]
    [InlineData("os: Linux", "Did you mean 'linux'?")]
    [InlineData("os: lunux", "Did you mean 'linux'?")]
    [InlineData("os: macos", "write 'linux' or 'windows'")]
    [InlineData("os:", "os: linux")]
    [InlineData("os: [linux]", "single value")]
    [InlineData("files:", "os: linux")]
    public void Read_OperatingSystemWrong_SaysWhatIsAllowed(string line, string expected) =>
        Errors($"version: 0.0\n{line}\n").Should().ContainSingle().Which.Message.Should().Contain(expected);

    [Theory]
    [InlineData("linux")]
    [InlineData("\"linux\"")]
    [InlineData("windows")]
    public void Read_OperatingSystemKnown_IsRead(string os) =>
        Read($"version: 0.0\nos: {os}\n").OperatingSystem.Should().Be(os.Trim('"'));

    [Theory]
    [InlineData("")]
    [InlineData("  \n\n")]
    [InlineData("# only a comment\n\n")]
    [InlineData("---\n")]
    public void Read_Empty_SaysSo(string text) =>
        Errors(text).Should().ContainSingle().Which.Message.Should().StartWith("The file was empty");

    [Theory]
    [InlineData("- a", "not a list")]
    [InlineData("just text", "not a value")]
    [InlineData("version 0.0\nos: linux", "lacks its colon")]
    [InlineData("version: 0.0\nos: linux\nfiles:\n\t- source: a", "not with a tab")]
    [InlineData("version: 0.0\nos: linux\nos: linux", "stands at line 2 already")]
    [InlineData("version: 0.0\nos: linux\n---\nversion: 0.0", "second document")]
    [InlineData("version: 0.0\nos: !ruby/object:Gem linux", "tag")]
    [InlineData("version: 0.0\nos: 'linux", "line 2")]
    public void Read_NotAnAppSpecAtAll_SaysWhy(string text, string expected) =>
        Errors(text).Should().ContainSingle().Which.Message.Should().Contain(expected);

    [Fact]
    public void Read_NotUtf8_SaysSo() =>
        AppSpecReader.Validate("appspec.yml", [0x76, 0xFF]).Should().ContainSingle().Which.Message.Should().Contain("UTF-8");

    [Theory]
    [InlineData("\uFEFFversion: 0.0\nos: linux\n")]
    [InlineData("version: 0.0\r\nos: linux\r\nfiles:\r\n  - source: a\r\n    destination: /d\r\n")]
    [InlineData("{\"version\": 0.0, \"os\": \"linux\", \"files\": [{\"source\": \"a\", \"destination\": \"/d\"}]}")]
    [InlineData("version: 0.0\nos: linux\nfiles:\nhooks:\npermissions:\nfile_exists_behavior:\n")]
    [InlineData("version: 0.0\nos: linux\nfiles: {}\nhooks: {}\n")]
    [InlineData("version: 0.0\nos: linux\nfiles:\n  - &a\n    source: a\n    destination: /d\n  - <<: *a\n    source: b\n")]
    public void Read_UnusualButRight_HasNoProblems(string text) =>
        AppSpecReader.Validate("appspec.yml", Bytes(text)).Should().BeEmpty();

    [Theory]
    [InlineData("DISALLOW", FileExistsBehavior.Disallow)]
    [InlineData("OVERWRITE", FileExistsBehavior.Overwrite)]
    [InlineData("RETAIN", FileExistsBehavior.Retain)]
    public void Read_FileExistsBehavior_IsRead(string text, FileExistsBehavior expected) =>
        Read($"version: 0.0\nos: linux\nfile_exists_behavior: {text}\n").FileExists.Should().Be(expected);

    [Theory]
    [InlineData("overwrite")]
    [InlineData("\"\"")]
    [InlineData("REPLACE")]
    public void Read_FileExistsBehaviorWrong_NamesTheAllowedOnes(string text) =>
        Errors($"version: 0.0\nos: linux\nfile_exists_behavior: {text}\n")
            .Should().ContainSingle().Which.Message.Should().Contain("DISALLOW, OVERWRITE or RETAIN");

    [Theory]
    [InlineData("hoks", "Did you mean 'hooks'?")]
    [InlineData("x-note", "ignored")]
    [InlineData("Resources", "ignored")]
    public void Read_UnknownTopLevelKey_IsOnlyAWarning(string key, string expected)
    {
        var problem = AppSpecReader.Validate("appspec.yml", Bytes($"version: 0.0\nos: linux\n{key}: []\n")).Should().ContainSingle().Subject;

        problem.Severity.Should().Be(SpecSeverity.Warning);
        problem.Message.Should().Contain(expected);
        problem.Line.Should().Be(3);
    }

    [Theory]
    [InlineData("version: 0.0\nResources:\n  - TargetService: {}\n", "containers or functions")]
    [InlineData("version: 0.0\nresources:\n  - f: {}\n", "containers or functions")]
    [InlineData("Resources:\n  F: {Type: x}\n", "CloudFormation")]
    public void Read_ForAnotherPlatform_SaysSo(string text, string expected) =>
        Errors(text).Should().ContainSingle().Which.Message.Should().Contain(expected);

    [Fact]
    public void Read_SeveralMistakes_ReportsAllInOrderOfTheFile()
    {
        const string Text = """
            version: 1.0
            os: Linux
            files:
              - source: a
            hooks:
              AfterInstal:
                - location: x.sh
              ApplicationStart:
                - timeout: 5
            """;

        AppSpecReader.Validate("web/appspec.yml", Bytes(Text)).Select(problem => problem.ToString().Split(": ")[0])
            .Should().Equal("web/appspec.yml(1,10)", "web/appspec.yml(2,5)", "web/appspec.yml(4,5)", "web/appspec.yml(6,3)", "web/appspec.yml(9,7)");
    }

    internal static AppSpec Read(string text)
    {
        var spec = AppSpecReader.Read("appspec.yml", Bytes(text), out var problems);
        problems.Where(problem => problem.Severity is SpecSeverity.Error).Should().BeEmpty();
        return spec!;
    }

    internal static IReadOnlyList<SpecProblem> Errors(string text)
    {
        AppSpecReader.Read("appspec.yml", Bytes(text), out var problems).Should().BeNull();
        return [.. problems.Where(problem => problem.Severity is SpecSeverity.Error)];
    }

    internal static IReadOnlyList<SpecProblem> Warnings(string text) =>
        [.. AppSpecReader.Validate("appspec.yml", Bytes(text)).Where(problem => problem.Severity is SpecSeverity.Warning)];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
