using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Connections;

/// <summary>What a command reads from its standard input, in blocks that can be asked for twice: an answer may be lost.</summary>
internal sealed class CommandInput : IAsyncDisposable
{
    private readonly Stream _source;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _closed = new();
    private readonly byte[] _beginning;
    private readonly bool _isShort;
    private InputBlock _last;

    private CommandInput(Stream source, byte[] beginning, bool isShort)
    {
        _source = source;
        _beginning = beginning;
        _isShort = isShort;
        _last = new InputBlock(0, ReadOnlyMemory<byte>.Empty, IsLast: false);
    }

    /// <summary>Gets all of it when it fits into a message; otherwise null.</summary>
    public byte[]? Inline => _isShort ? _beginning : null;

    /// <summary>Reads the beginning.</summary>
    /// <param name="source">The caller's stream, which stays the caller's; null for nothing.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="Exception">What the caller's stream throws.</exception>
    public static async Task<CommandInput> OpenAsync(Stream? source, CancellationToken cancellationToken)
    {
        var buffer = new byte[AgentProtocol.InlineBytes];
        var length = source is null ? 0 : await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return new CommandInput(source ?? Stream.Null, buffer[..length], isShort: length < buffer.Length);
    }

    /// <summary>Returns the block at an offset: the next one, or the last one again. Asking for the next one says that the last one has arrived.</summary>
    /// <exception cref="AgentException">The offset is neither, or the command has ended.</exception>
    /// <exception cref="Exception">What the caller's stream throws.</exception>
    public async Task<InputBlock> ReadAsync(long offset)
    {
        // The turn is not given up when the agent's request ends: what was read from the source must be kept.
        await EnterAsync().ConfigureAwait(false);
        try
        {
            var next = _last.Offset + _last.Content.Length;
            if (offset == next && !_last.IsLast)
            {
                _last = await ReadNextAsync(next).ConfigureAwait(false);
            }

            return offset == _last.Offset
                ? _last
                : throw new AgentException($"The input was asked for at {offset}; only {_last.Offset} and {next} can be had.", AgentFailure.Protocol);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            throw Ended();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets the caller's stream go: nobody reads it any longer when this has completed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        _turn.Release();
    }

    private static AgentException Ended() => new("The command has ended.", AgentFailure.CommandEnded);

    private async Task EnterAsync()
    {
        try
        {
            await _turn.WaitAsync(_closed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw Ended();
        }
    }

    private async Task<InputBlock> ReadNextAsync(long offset)
    {
        if (offset == 0 && _beginning.Length > 0)
        {
            return new InputBlock(0, _beginning, _isShort);
        }

        var buffer = new byte[AgentProtocol.BlockBytes];
        var length = await _source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, _closed.Token).ConfigureAwait(false);
        return new InputBlock(offset, buffer.AsMemory(0, length), length < buffer.Length);
    }
}
