namespace Forge.Artifacts.Tests.S3;

/// <summary>Content that comes without a length and can be read once, like what comes over a network.</summary>
internal sealed class OnceStream(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    private int _reads;

    /// <summary>Gets what is done at each read; it is told how many there were.</summary>
    public Action<int>? OnRead { get; init; }

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        OnRead?.Invoke(++_reads);
        return base.Read(buffer, offset, count);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OnRead?.Invoke(++_reads);
        return ValueTask.FromResult(base.Read(buffer.Span));
    }
}
