namespace Forge.Artifacts.FileSystem;

/// <summary>Lets one change of the store happen at a time, in this process and in others on this machine.</summary>
/// <remarks>The lock of the file belongs to the process that holds it open, so that it is free again when the process dies.</remarks>
internal sealed class StoreLock(string path, TimeProvider timeProvider) : IDisposable
{
    private const int WouldBlock = 11;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim _inProcess = new(initialCount: 1);

    /// <summary>Waits for the lock.</summary>
    /// <returns>The lock; disposing it frees it.</returns>
    /// <exception cref="IOException">Another process holds it for half a minute.</exception>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _inProcess.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new Taken(await OpenAsync(cancellationToken).ConfigureAwait(false), _inProcess);
        }
        catch
        {
            _inProcess.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _inProcess.Dispose();

    private async Task<FileStream> OpenAsync(CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult == WouldBlock && timeProvider.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private sealed class Taken(FileStream file, SemaphoreSlim inProcess) : IDisposable
    {
        public void Dispose()
        {
            file.Dispose();
            inProcess.Release();
        }
    }
}
