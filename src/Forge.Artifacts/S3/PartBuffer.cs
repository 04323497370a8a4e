namespace Forge.Artifacts.S3;

/// <summary>A part while it is sent. Its slot is free again when it has been used.</summary>
internal sealed class PartBuffer(int number, PartBuffers buffers, SemaphoreSlim slots)
{
    /// <summary>Gets the part's number, from 1.</summary>
    public int Number => number;

    /// <summary>Gets the bytes.</summary>
    public ArraySegment<byte> Bytes { get; private set; }

    /// <summary>Reads the bytes.</summary>
    /// <returns>Whether there are any. Without any the slot is free again.</returns>
    public async Task<bool> TryFillAsync(UploadContent content, CancellationToken cancellationToken)
    {
        try
        {
            Bytes = await content.ReadPartAsync(number, cancellationToken).ConfigureAwait(false);
            return Bytes.Count > 0;
        }
        finally
        {
            if (Bytes.Count == 0)
            {
                Free();
            }
        }
    }

    /// <summary>Does something with the bytes, on another thread. A failure stops the other parts.</summary>
    public Task UseAsync(Func<Task> use, CancellationTokenSource stop) => Task.Run(
        async () =>
        {
            try
            {
                await use().ConfigureAwait(false);
            }
            catch
            {
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
            finally
            {
                Free();
            }
        },
        CancellationToken.None); // Must run, so that the slot is freed.

    private void Free()
    {
        buffers.Return(Bytes);
        slots.Release();
    }
}
