using System.ComponentModel;
using System.Diagnostics;

namespace Forge.Build.HostProcesses;

/// <summary>Whether <c>env</c> of this machine can give a program the signals back that its parent ignores (coreutils 8.31).</summary>
internal static class DefaultSignals
{
    private static readonly Lazy<bool> Available = new(Ask);

    /// <summary>Gets a value indicating whether it can. Asked once.</summary>
    public static bool AreAvailable => Available.Value;

    private static bool Ask()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("env", ["--default-signal=PIPE", "true"]) { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
