using Forge.Deploy.Agents;
using Forge.Deploy.Agents.Connections;

namespace Forge.Deploy.Tests.Agents;

public sealed class CommandOutputTests
{
    private readonly CommandOutput _output = new(limit: 6);

    [Fact]
    public void Add_PartsOnceTwiceAndOverlapping_MakeTheWhole()
    {
        _output.Add(0, "ab"u8);
        _output.Add(0, "ab"u8);
        _output.Add(1, "bcd"u8);
        _output.Add(4, "ef"u8);
        _output.Add(0, "abcdef"u8);

        _output.ToArray().Should().Equal("abcdef"u8.ToArray());
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(3, 1)]
    [InlineData(2, 5)]
    [InlineData(0, 7)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MinValue, 1)]
    public void Add_GapOrTooMuch_IsRefusedAndChangesNothing(long offset, int length)
    {
        _output.Add(0, "ab"u8);

        var adding = () => _output.Add(offset, new byte[length]);

        adding.Should().Throw<AgentException>();
        _output.ToArray().Should().HaveCount(2);
    }
}
