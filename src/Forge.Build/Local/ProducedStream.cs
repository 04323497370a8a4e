using System.IO.Pipelines;
using Forge.Shared.Archives;

namespace Forge.Build.Local;

/// <summary>A stream whose bytes are written by a task while they are read. Disposing it ends the task.</summary>
internal sealed class ProducedStream : ForwardStream
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Stream _reader;
    private readonly Task _producing;
    private bool _isDisposed;

    /// <summary>Initializes a new instance of the <see cref="ProducedStream"/> class and starts the task.</summary>
    /// <param name="produce">Writes the bytes. What it throws, the reader gets.</param>
    public ProducedStream(Func<Stream, CancellationToken, Task> produce)
    {
        var pipe = new Pipe();
        _reader = pipe.Reader.AsStream();
        _producing = Task.Run(() => ProduceAsync(pipe.Writer, produce, _stop.Token));
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => _reader.Read(buffer);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _reader.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reader.DisposeAsync().ConfigureAwait(false);
        await _producing.ConfigureAwait(false);
        _stop.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            // The task ends soon, and nothing waits for it.
            _isDisposed = true;
            _stop.Cancel();
            _reader.Dispose();
        }

        base.Dispose(disposing);
    }

#pragma warning disable CA1031 // The reader gets whatever the producer throws.
    private static async Task ProduceAsync(PipeWriter writer, Func<Stream, CancellationToken, Task> produce, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await produce(writer.AsStream(leaveOpen: true), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
        }

        await writer.CompleteAsync(failure).ConfigureAwait(false);
    }
#pragma warning restore CA1031
}
