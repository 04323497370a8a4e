using Forge.Deploy.Agents;
using Forge.Deploy.Agents.Connections;
using Forge.Deploy.Agents.Polling;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Tests.Agents;

/// <summary>Input as the server cuts it, and as the agent puts it together again.</summary>
public sealed class CommandInputTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(AgentProtocol.InlineBytes - 1)]
    public async Task OpenAsync_SmallInput_IsInline(int length)
    {
        await using var input = await CommandInput.OpenAsync(Bytes(length), Cancel);

        input.Inline.Should().HaveCount(length);
    }

    [Fact]
    public async Task OpenAsync_NoInput_IsEmptyAndInline()
    {
        await using var input = await CommandInput.OpenAsync(null, Cancel);

        input.Inline.Should().BeEmpty();
    }

    [Theory]
    [InlineData(AgentProtocol.InlineBytes)]
    [InlineData(AgentProtocol.InlineBytes + 1)]
    [InlineData(AgentProtocol.InlineBytes + AgentProtocol.BlockBytes)]
    [InlineData(AgentProtocol.InlineBytes + (2 * AgentProtocol.BlockBytes) + 17)]
    public async Task ReadAsync_EveryBlockIsAskedForTwice_ArrivesByteForByte(int length)
    {
        await using var input = await CommandInput.OpenAsync(Bytes(length), Cancel);
        await using var fetched = new FetchedInput(async (offset, _) =>
        {
            var lost = await input.ReadAsync(offset);
            var block = await input.ReadAsync(offset);
            block.Should().BeSameAs(lost);
            return block;
        });

        using var all = new MemoryStream();
        await fetched.CopyToAsync(all, Cancel);

        input.Inline.Should().BeNull();
        all.ToArray().AsSpan().SequenceEqual(Bytes(length).ToArray()).Should().BeTrue();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public async Task ReadAsync_OffsetThatCannotBeHad_IsRefused(long offset)
    {
        await using var input = await CommandInput.OpenAsync(Bytes(AgentProtocol.InlineBytes * 2), Cancel);
        await input.ReadAsync(0);

        await input.Awaiting(i => i.ReadAsync(offset)).Should().ThrowAsync<AgentException>().Where(e => e.Failure == AgentFailure.Protocol);
    }

    [Fact]
    public async Task ReadAsync_BlockBeforeTheLast_IsGone()
    {
        await using var input = await CommandInput.OpenAsync(Bytes(AgentProtocol.BlockBytes * 2), Cancel);
        var first = await input.ReadAsync(0);
        await input.ReadAsync(first.Content.Length);

        await input.Awaiting(i => i.ReadAsync(0)).Should().ThrowAsync<AgentException>();
    }

    [Fact]
    public async Task DisposeAsync_WhileTheSourceIsSilent_LetsItGo()
    {
        var source = new SilentStream();
        var input = await CommandInput.OpenAsync(source, Cancel);
        await input.ReadAsync(0);
        var reading = input.ReadAsync(AgentProtocol.InlineBytes);

        await input.DisposeAsync();

        await reading.Awaiting(r => r).Should().ThrowAsync<AgentException>().Where(e => e.Failure == AgentFailure.CommandEnded);
        source.Reads.Should().Be(0);
        await input.Awaiting(i => i.ReadAsync(0)).Should().ThrowAsync<AgentException>().Where(e => e.Failure == AgentFailure.CommandEnded);
    }

    [Fact]
    public async Task FetchedInput_FetchFails_ReaderIsTold()
    {
        await using var fetched = new FetchedInput((_, _) => Task.FromException<InputBlock>(new AgentException("gone", AgentFailure.CommandEnded)));

        var reading = async () => await fetched.ReadAsync(new byte[1], Cancel);

        await reading.Should().ThrowAsync<AgentException>();
    }

    private static MemoryStream Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return new MemoryStream(bytes);
    }

    /// <summary>Gives what fits into a message, and then nothing for ever.</summary>
    private sealed class SilentStream : MemoryStream
    {
        private int _given;

        public int Reads { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_given < AgentProtocol.InlineBytes)
            {
                var length = Math.Min(buffer.Length, AgentProtocol.InlineBytes - _given);
                _given += length;
                return length;
            }

            Reads++;
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return 0;
            }
            finally
            {
                Reads--;
            }
        }
    }
}
