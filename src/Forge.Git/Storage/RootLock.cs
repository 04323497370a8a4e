namespace Forge.Git.Storage;

/// <summary>Lets one process at a time change the files under the root.</summary>
internal sealed class RootLock(HostingRoot root, TimeProvider timeProvider)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FileLock _lock = new(root.LockFile, Patience, timeProvider);

    /// <summary>Waits for the lock. Disposing gives it back; the end of the process does too.</summary>
    /// <exception cref="GitHostingException">Another process holds it for too long.</exception>
    public Task<IDisposable> AcquireAsync(CancellationToken cancellationToken)
    {
        root.Prepare();
        return _lock.AcquireAsync(cancellationToken);
    }
}
