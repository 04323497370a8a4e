using Forge.Deploy.Agents;
using Forge.Deploy.Agents.Connections;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Tests.Agents;

public sealed class MessageQueueTests
{
    private readonly MessageQueue _queue = new();

    [Fact]
    public void Peek_NotAcknowledged_ComesAgain()
    {
        Add(3);

        _queue.Peek().Should().HaveCount(3).And.Equal(_queue.Peek());
        _queue.Acknowledge(2);
        _queue.Peek().Should().ContainSingle().Which.Payload.Should().Equal(3);
        _queue.Acknowledge(1);
        _queue.Peek().Should().ContainSingle();
        _queue.Acknowledge(3);
        _queue.Peek().Should().BeEmpty();
    }

    [Fact]
    public void Peek_Many_ComeInTurns()
    {
        Add(AgentProtocol.MostMessages + 5);

        _queue.Peek().Should().HaveCount(AgentProtocol.MostMessages);
        _queue.Acknowledge(AgentProtocol.MostMessages);
        _queue.Peek().Should().HaveCount(5);
    }

    [Fact]
    public void Peek_LargeMessages_FitIntoAnAnswer()
    {
        for (var i = 0; i < 4; i++)
        {
            _queue.Add(_ => new SignedMessage(new byte[AgentProtocol.MostAnswerBytes / 3], []));
        }

        _queue.Peek().Should().ContainSingle("the first is sent in any case, and the next does not fit");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(long.MaxValue)]
    public void Acknowledge_NeverSent_IsRefused(long sequence)
    {
        Add(2);

        _queue.Invoking(q => q.Acknowledge(sequence)).Should().Throw<AgentException>().Where(e => e.Failure == AgentFailure.Protocol);
    }

    private void Add(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _queue.Add(sequence => new SignedMessage([(byte)sequence], []));
        }
    }
}
