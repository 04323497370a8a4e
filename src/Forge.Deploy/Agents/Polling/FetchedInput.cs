using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Polling;

/// <summary>The input of a command as it is fetched from the server, block by block; the next one is on its way while one is read.</summary>
/// <param name="fetch">Fetches the block at an offset, again when the connection fails.</param>
internal sealed class FetchedInput(Func<long, CancellationToken, Task<InputBlock>> fetch) : Stream
{
    private readonly CancellationTokenSource _stop = new();
    private Task<InputBlock>? _next;
    private InputBlock? _block;
    private int _read;
    private volatile bool _isComplete;

    /// <summary>Gets a value indicating whether all of it was read.</summary>
    public bool IsComplete => _isComplete;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_block is null || _read == _block.Content.Length)
        {
            if (_block is { IsLast: true })
            {
                _isComplete = true;
                return 0;
            }

            _next ??= fetch(0, _stop.Token);
            _block = await _next.WaitAsync(cancellationToken).ConfigureAwait(false);
            _read = 0;
            _next = _block.IsLast ? _next : fetch(_block.Offset + _block.Content.Length, _stop.Token);
        }

        var length = Math.Min(buffer.Length, _block.Content.Length - _read);
        _block.Content.Slice(_read, length).CopyTo(buffer);
        _read += length;
        _isComplete = _block.IsLast && _read == _block.Content.Length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The input is fetched: read it asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Stops fetching, and waits until it has stopped.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_next is { } pending)
        {
            await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
