using System.ComponentModel;
using System.Diagnostics;

namespace Forge.Build.HostProcesses;

/// <summary>Whether <c>env</c> of this machine can give a program the signals back that its parent ignores (coreutils 8.31).</summary>
internal static class DefaultSignals
{
    private static readonly Lazy<Task<bool>> Available = new(AskAsync);

    /// <summary>Says whether it can. Asked once.</summary>
    public static Task<bool> AreAvailableAsync() => Available.Value;

    private static async Task<bool> AskAsync()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("env", ["--default-signal=PIPE", "true"]) { RedirectStandardError = true });
            await process!.WaitForExitAsync().ConfigureAwait(false);
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
