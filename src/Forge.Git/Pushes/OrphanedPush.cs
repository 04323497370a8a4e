using System.Text;

namespace Forge.Git.Pushes;

/// <summary>Finds and ends the git process of a push whose host is gone, before anybody looks at what it did.</summary>
internal static partial class OrphanedPush
{
    private const int KillSignal = 9;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Ends the process group if it still is that of the push, and waits until it is gone.</summary>
    public static async Task EndAsync(AcceptedPush push, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        while (IsRunning(push))
        {
            _ = Kill(-push.ProcessGroup, KillSignal);
            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    // Numbers of processes come again; the id of the push in the environment does not. A process that is ending has none.
    private static bool IsRunning(AcceptedPush push)
    {
        try
        {
            var environment = File.ReadAllBytes($"/proc/{push.ProcessGroup}/environ");
            return Encoding.UTF8.GetString(environment).Split('\0').Contains($"{PushSession.IdVariable}={push.Push}", StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
