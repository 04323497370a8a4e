using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Tests.Agents;

public sealed class AgentNameTests
{
    [Theory]
    [InlineData("web-1")]
    [InlineData("a")]
    [InlineData("host.example.org")]
    [InlineData("a+b=c,d.e@f_g-h")]
    [InlineData("I-1")]
    public void IsValid_AsTheReferenceAllows_IsTrue(string name) => AgentName.IsValid(name).Should().BeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("i-0123456789abcdef0")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData("a:b")]
    public void IsValid_AnythingElse_IsFalse(string name) => AgentName.IsValid(name).Should().BeFalse();

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void IsValid_Length_IsAtMostAHundred(int length, bool expected) => AgentName.IsValid(new string('a', length)).Should().Be(expected);
}
