using System.ComponentModel;
using Forge.Shared.Processes;

namespace Forge.Build.HostProcesses;

/// <summary>Whether <c>env</c> of this machine can give a program the signals back that its parent ignores (coreutils 8.31).</summary>
internal static class DefaultSignals
{
    private static readonly string SearchPath = Environment.GetEnvironmentVariable("PATH") ?? "";
    private static readonly Lazy<Task<bool>> Available = new(AskAsync);

    /// <summary>Says whether it can. Asked once.</summary>
    public static Task<bool> AreAvailableAsync() => Available.Value;

    private static async Task<bool> AskAsync()
    {
        // Asked once for the whole host, whoever asks first: nobody's token ends it.
        try
        {
            var spec = new ProcessSpec { Arguments = ["env", "--default-signal=PIPE", "true"], Environment = new Dictionary<string, string> { ["PATH"] = SearchPath } };
            return (await ProcessRunner.RunAsync(spec, standardInput: null, outputLimit: 0, TimeProvider.System, CancellationToken.None).ConfigureAwait(false)).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
