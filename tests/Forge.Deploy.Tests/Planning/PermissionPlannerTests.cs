using Forge.Deploy.Planning;
using Forge.Deploy.Running;

namespace Forge.Deploy.Tests.Planning;

public sealed class PermissionPlannerTests
{
    private static readonly string[] Revision = ["a/x.sh", "a/z.py", "a/s/y.sh", "a/s/e/"];

    [Fact]
    public void Plan_Directory_MeansWhatIsBeneathNeverItself() =>
        Paths("  - object: /D\n    mode: 700\n").Should().BeEquivalentTo("/D/x.sh", "/D/z.py", "/D/s", "/D/s/y.sh", "/D/s/e");

    [Fact]
    public void Plan_Ancestors_AreMeantWhenTheObjectIsAboveThem() =>
        Paths("  - object: /\n    type: [directory]\n    mode: 700\n").Should().Equal("/D", "/D/s", "/D/s/e");

    [Theory]
    [InlineData("'*.sh'", new[] { "/D/x.sh" })]
    [InlineData("'?.py'", new string[0])]
    [InlineData("'*'", new[] { "/D/s", "/D/x.sh", "/D/z.py" })]
    [InlineData("'s/*'", new string[0])]
    [InlineData("s", new[] { "/D/s" })]
    [InlineData("'[xz]*'", new string[0])]
    public void Plan_Pattern_MatchesDirectChildrenWithStarsOnly(string pattern, string[] expected) =>
        Paths($"  - object: /D\n    pattern: {pattern}\n    mode: 700\n").Should().Equal(expected);

    [Theory]
    [InlineData("[x.sh]", new[] { "/D/s", "/D/s/e", "/D/z.py", "/D/s/y.sh" })]
    [InlineData("['*.sh']", new[] { "/D/s", "/D/s/e", "/D/z.py", "/D/s/y.sh" })]
    [InlineData("[/D/x.sh, s/y.sh]", new[] { "/D/s", "/D/s/e", "/D/x.sh", "/D/z.py", "/D/s/y.sh" })]
    public void Plan_Except_MatchesDirectChildrenOnly(string except, string[] expected) =>
        Paths($"  - object: /D/\n    except: {except}\n    mode: 700\n").Should().BeEquivalentTo(expected);

    [Fact]
    public void Plan_FileAndDirectoryEntries_DoNotConflict() =>
        Permissions("  - object: /D\n    type: [directory]\n    mode: 750\n  - object: /D\n    type: [file]\n    mode: 640\n")
            .GroupBy(permission => permission.Mode).ToDictionary(same => same.Key!, same => same.Count()).Should().Equal(new Dictionary<string, int> { ["750"] = 2, ["640"] = 3 });

    [Theory]
    [InlineData("    mode: 700\n", "    owner: root\n")]
    [InlineData("    mode: 700\n", "")]
    [InlineData("", "")]
    public void Plan_PathMatchedTwice_IsRefusedEvenForDifferentAspects(string first, string second)
    {
        var problem = InstallPlannerTests.Problems("a → /D", Revision, $"  - object: /D\n{first}  - object: /D\n    pattern: x.sh\n{second}").Should().ContainSingle().Subject;

        problem.Message.Should().Contain("'/D/x.sh' are specified more than once");
    }

    [Fact]
    public void Plan_ObjectIsAFile_IsSetItself() =>
        Permissions("  - object: /D/x.sh\n    mode: 755\n    owner: www\n    group: adm\n").Should().Equal(new InstallPermission("/D/x.sh", "755", "www", "adm"));

    [Fact]
    public void Plan_AccessListAndContext_AreOfEveryPathThatIsMeant() =>
        Permissions("  - object: /D\n    pattern: '*.sh'\n    acls: ['u:nobody:rw']\n    context: {type: t, range: s0}\n")
            .Should().Equal(new InstallPermission("/D/x.sh", null, null, null) { AccessList = "u:nobody:rw u g o m", Context = "- t s0" });

    [Theory]
    [InlineData("[]", null)]
    [InlineData("['m::rx']", "m::rx u g o")]
    [InlineData("['u:a:r', 'm::rx']", "u:a:r,m::rx u g o")]
    [InlineData("['d:u:a:r']", "d:u:a:r u g o du dg do dm")]
    [InlineData("['d:u::7', 'd:g::5', 'd:o::0']", "d:u::7,d:g::5,d:o::0 u g o")]
    public void Plan_AccessList_NamesWhatFollowsFromTheMode(string written, string? expected) =>
        Permissions($"  - object: /D\n    type: [directory]\n    mode: 750\n    acls: {written}\n").Select(permission => permission.AccessList).Distinct().Should().Equal(expected);

    [Theory]
    [InlineData("/D", "")]
    [InlineData("/D/x.sh", "")]
    [InlineData("/D", "    type: [file]\n")]
    public void Plan_DefaultEntriesOfFiles_AreRefused(string target, string type) =>
        InstallPlannerTests.Problems("a → /D", Revision, $"  - object: {target}\n{type}    acls: ['d:u:nobody:rw']\n").Should().ContainSingle().Which.Message.Should().Contain("type: [directory]");

    [Theory]
    [InlineData("    pattern: '*'\n")]
    [InlineData("    except: [a]\n")]
    public void Plan_ObjectIsAFileWithPatternOrExcept_IsRefused(string line) =>
        InstallPlannerTests.Problems("a → /D", Revision, $"  - object: /D/x.sh\n{line}").Should().ContainSingle().Which.Message.Should().Contain("is a file");

    [Theory]
    [InlineData("  - object: /D/x.sh\n    type: [directory]\n    pattern: '*'\n    mode: 700\n")]
    [InlineData("  - object: /elsewhere\n    mode: 700\n")]
    [InlineData("  - object: /D\n")]
    public void Plan_NothingMeant_IsSilent(string permissions) => Permissions(permissions).Should().BeEmpty();

    [Fact]
    public void Plan_DestinationRoot_AppliesToObjects() =>
        InstallPlannerTests.Plan("a/x.sh → /D", Revision, "/srv/t", "  - object: /D\n    mode: 700\n").Permissions.Single().Path.Should().Be("/srv/t/D/x.sh");

    [Theory]
    [InlineData("", "", true)]
    [InlineData("a", "", false)]
    [InlineData("abc", "*", true)]
    [InlineData("abc", "a*c", true)]
    [InlineData("abc", "*b*", true)]
    [InlineData("abcabc", "*abc", true)]
    [InlineData("abcabd", "*abc", false)]
    [InlineData("aaa", "a*a*a*a", false)]
    [InlineData("a/b", "*", false)]
    [InlineData("a.b", "a?b", false)]
    public void IsMatch_Pattern_KnowsStarsOnly(string name, string pattern, bool expected) =>
        PermissionPlanner.IsMatch(name, pattern).Should().Be(expected);

    private static IReadOnlyList<InstallPermission> Permissions(string permissions) =>
        InstallPlannerTests.Plan("a → /D", Revision, permissions: permissions).Permissions;

    private static IEnumerable<string> Paths(string permissions) => Permissions(permissions).Select(permission => permission.Path);
}
