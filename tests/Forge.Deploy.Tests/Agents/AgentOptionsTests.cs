using System.ComponentModel.DataAnnotations;
using Forge.Deploy.Agents;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests.Agents;

public sealed class AgentOptionsTests
{
    [Theory]
    [InlineData("https://forge.example.org/agents", false, true)]
    [InlineData("https://127.0.0.1/agents", false, true)]
    [InlineData("http://127.0.0.1:5080/agents", true, true)]
    [InlineData("http://localhost/agents", true, true)]
    [InlineData("http://[::1]/agents", true, true)]
    [InlineData("http://127.0.0.1:5080/agents", false, false)]
    [InlineData("http://forge.example.org/agents", true, false)]
    [InlineData("http://forge.example.org/agents", false, false)]
    [InlineData("http://127.0.0.1.example.org/", true, false)]
    [InlineData("ftp://127.0.0.1/", true, false)]
    [InlineData("https://user:password@forge.example.org/", false, false)]
    public void Server_OfAnAgent_IsHttpsOrLoopbackWhenAskedFor(string server, bool allowPlainLoopback, bool isAllowed) =>
        Problems(new ForgeAgentOptions { Server = new Uri(server), RegistrationPath = "r", AllowPlainLoopback = allowPlainLoopback }).Any().Should().Be(!isAllowed);

    [Theory]
    [InlineData(0, 90, 30, 3)]
    [InlineData(9, 8, 30, 3)]
    [InlineData(9, 3601, 30, 3)]
    [InlineData(9, 90, 0, 3)]
    [InlineData(9, 90, 30, -1)]
    public void Times_OfAnAgent_AreBounded(int first, int longest, int answer, int grace) => Problems(new ForgeAgentOptions
    {
        Server = new Uri("https://forge.example.org"),
        RegistrationPath = "r",
        FirstBackOff = TimeSpan.FromSeconds(first),
        LongestBackOff = TimeSpan.FromSeconds(longest),
        AnswerTimeout = TimeSpan.FromSeconds(answer),
        StopGrace = TimeSpan.FromSeconds(grace),
    }).Should().ContainSingle();

    [Theory]
    [InlineData(0, 30, 2)]
    [InlineData(601, 30, 2)]
    [InlineData(45, 0, 0)]
    [InlineData(45, 30, 31)]
    [InlineData(45, 30, -1)]
    public void Times_OfAServer_AreBounded(int poll, int lost, int takeOver) => Problems(new AgentHostingOptions
    {
        KeyPath = "k",
        PollTime = TimeSpan.FromSeconds(poll),
        LostAfter = TimeSpan.FromSeconds(lost),
        TakeOverAfter = TimeSpan.FromSeconds(takeOver),
    }).Should().ContainSingle();

    [Theory]
    [InlineData("relative", "", 1)]
    [InlineData("/state", "relative", 1)]
    [InlineData("/state", "", -1)]
    [InlineData("/state", "", 90000)]
    public void Target_WrongOptions_AreNamed(string state, string root, int seconds) => Problems(new AgentDeployTargetOptions
    {
        StateDirectory = state,
        DestinationRoot = root,
        ConnectTimeout = TimeSpan.FromSeconds(seconds),
    }).Should().ContainSingle();

    [Theory]
    [InlineData("i-1")]
    [InlineData("")]
    [InlineData("a b")]
    public void AddAgentDeployTarget_WrongName_IsRefused(string name) =>
        FluentActions.Invoking(() => new ServiceCollection().AddForge().AddAgentDeployTarget(name)).Should().Throw<ArgumentException>();

    private static IEnumerable<ValidationResult> Problems(IValidatableObject options) => options.Validate(new ValidationContext(options));
}
