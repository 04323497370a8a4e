using System.Text;
using Forge.Git.Commands;

namespace Forge.Git.Tests.Commands;

public sealed class GitOutputTests
{
    private const string Id = "1111111111111111111111111111111111111111";

    [Theory]
    [InlineData("git version 2.39.5\n", "2.39.5")]
    [InlineData("git version 2.39.5 (Apple Git-154)\n", "2.39.5")]
    [InlineData("git version 2.45.0.rc1\n", "2.45.0")]
    [InlineData("git version x\n", null)]
    [InlineData("", null)]
    public void ReadVersion_Output_FindsTheNumbers(string output, string? expected) =>
        GitOutput.ReadVersion(output)?.ToString().Should().Be(expected);

    [Fact]
    public void ReadRefs_Lines_AreRead() =>
        GitOutput.ReadRefs(Encoding.UTF8.GetBytes($"{Id} refs/heads/ä\n{Id} refs/tags/v1\n")).Keys.Should().Equal("refs/heads/ä", "refs/tags/v1");

    [Fact]
    public void ReadRefs_Nothing_IsEmpty() => GitOutput.ReadRefs([]).Should().BeEmpty();

    [Theory]
    [InlineData("ref: refs/heads/main\tHEAD\n1111111111111111111111111111111111111111\tHEAD\n", "refs/heads/main")]
    [InlineData("ref: refs/heads/x\trefs/remotes/origin/HEAD\n1111111111111111111111111111111111111111\tHEAD\n", null)]
    [InlineData("1111111111111111111111111111111111111111\tHEAD\n", null)]
    [InlineData("", null)]
    public void ReadRemote_Head_IsTheBranch(string output, string? expected) =>
        GitOutput.ReadRemote(Encoding.UTF8.GetBytes(output)).Head.Should().Be(expected);

    [Fact]
    public void ReadRemote_Lines_AreIds() =>
        GitOutput.ReadRemote(Encoding.UTF8.GetBytes($"nonsense\n{Id}\trefs/heads/ä\n{Id}\trefs/tags/v1\n")).Ids.Keys.Should().Equal("refs/heads/ä", "refs/tags/v1");
}
