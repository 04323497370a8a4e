namespace Forge.Git.Storage;

/// <summary>A lock between processes: a file that one of them holds open.</summary>
internal sealed class FileLock(string path, TimeSpan patience, TimeProvider timeProvider)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for the lock. Disposing gives it back; the end of the process does too.</summary>
    /// <exception cref="GitHostingException">Another process holds it for too long.</exception>
    public Task<IDisposable> AcquireAsync(CancellationToken cancellationToken) => OpenAsync(FileShare.None, cancellationToken);

    /// <summary>Waits until nobody holds the lock alone, and holds it with others.</summary>
    /// <exception cref="GitHostingException">Another process holds it for too long.</exception>
    public Task<IDisposable> ShareAsync(CancellationToken cancellationToken) => OpenAsync(FileShare.ReadWrite, cancellationToken);

    private async Task<IDisposable> OpenAsync(FileShare share, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                // .NET takes flock(2), alone for FileShare.None and with others else: it holds between processes, and within this one.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException))
            {
                if (timeProvider.GetElapsedTime(started) > patience)
                {
                    throw new GitHostingException($"'{path}' is held by another process for more than {patience.TotalSeconds:0} seconds. Look for a process that hangs.", GitHostingFailure.Unusable, e);
                }
            }

            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
