using Forge.Deploy.Agents;
using Forge.Deploy.Agents.Polling;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Tests.Agents;

public sealed class CommandGateTests
{
    private readonly CommandGate _gate = new("web-1", AgentScene.Answer);

    // A sub-string of the agent's name is accepted by the reference; here it is another agent.
    public static TheoryData<string> WrongMessages => ["other agent", "sub-string", "longer", "other case", "other session", "no command", "no arguments", "null arguments", "empty program", "zero", "gap", "too old", "output"];

    [Fact]
    public void Admit_RightMessage_IsLetThroughOnce()
    {
        _gate.Admit(AgentScene.Message, TimeSpan.Zero).Should().BeTrue();
        _gate.Admit(AgentScene.Message, TimeSpan.Zero).Should().BeFalse();
        _gate.Admit(AgentScene.Message with { Command = "replayed under another name" }, TimeSpan.Zero).Should().BeFalse();
        _gate.Admit(AgentScene.Message with { Sequence = 2 }, TimeSpan.Zero).Should().BeTrue();
        _gate.Admit(AgentScene.Message, TimeSpan.Zero).Should().BeFalse();
        _gate.Last.Should().Be(2);
    }

    [Fact]
    public void Admit_CancelWithoutArguments_IsLetThrough() =>
        _gate.Admit(AgentScene.Message with { Kind = AgentMessageKind.Cancel, Arguments = null }, TimeSpan.Zero).Should().BeTrue();

    [Theory]
    [MemberData(nameof(WrongMessages))]
    public void Admit_WrongMessage_IsRefusedAndChangesNothing(string what)
    {
        var admitting = () => _gate.Admit(Wrong(what), TimeSpan.FromMinutes(5));

        admitting.Should().Throw<AgentException>().Where(e => e.Failure == AgentFailure.Protocol);
        _gate.Last.Should().Be(0);
    }

    private static AgentMessage Wrong(string what) => what switch
    {
        "other agent" => AgentScene.Message with { Agent = "web-2" },
        "sub-string" => AgentScene.Message with { Agent = "web" },
        "longer" => AgentScene.Message with { Agent = "web-11" },
        "other case" => AgentScene.Message with { Agent = "WEB-1" },
        "other session" => AgentScene.Message with { Session = "t" },
        "no command" => AgentScene.Message with { Command = "" },
        "no arguments" => AgentScene.Message with { Arguments = [] },
        "null arguments" => AgentScene.Message with { Arguments = null },
        "empty program" => AgentScene.Message with { Arguments = ["", "a"] },
        "zero" => AgentScene.Message with { Sequence = 0 },
        "gap" => AgentScene.Message with { Sequence = 2 },
        "too old" => AgentScene.Message with { Expires = AgentScene.Now.AddMinutes(4) },
        _ => AgentScene.Message with { OutputLimit = -1 },
    };
}
