using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Forge.Shared.Processes;

/// <summary>A program that runs in a session and process group of its own, so that it can be ended with all it started.</summary>
/// <remarks>
/// <c>setsid</c> (util-linux, or a busybox applet) makes the group: the process that .NET starts is never a group leader, so
/// <c>setsid</c> replaces itself with the program and the process id is the id of the group.
/// </remarks>
internal sealed partial class RunningProcess : IDisposable
{
    private const int KillSignal = 9;
    private const int TerminateSignal = 15;

    private readonly Process _process;
    private readonly TimeSpan _drainTime;
    private readonly TimeProvider _timeProvider;

    private RunningProcess(Process process, TimeSpan drainTime, TimeProvider timeProvider)
    {
        _process = process;
        _drainTime = drainTime;
        _timeProvider = timeProvider;
    }

    /// <summary>Gets the process id, which is the id of the process group too.</summary>
    public int Id => _process.Id;

    /// <summary>Gets where the program's input is written. Closing it ends the input.</summary>
    public Stream StandardInput => _process.StandardInput.BaseStream;

    /// <summary>Gets the raw bytes that the program prints. Read both streams, or the program may wait for ever.</summary>
    public Stream StandardOutput => _process.StandardOutput.BaseStream;

    /// <summary>Gets the raw bytes that the program prints as errors.</summary>
    public Stream StandardError => _process.StandardError.BaseStream;

    /// <summary>Starts a program.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception"><c>setsid</c> or the working directory does not exist.</exception>
    public static RunningProcess Start(ProcessSpec spec, TimeProvider timeProvider)
    {
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in spec.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        return new RunningProcess(Process.Start(start)!, spec.DrainTime, timeProvider);
    }

    /// <summary>Waits until the program itself has ended, whoever still holds its pipes.</summary>
    /// <returns>The exit code; 128 plus the signal's number when a signal ended the program.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        // Process.WaitForExitAsync waits for the end of redirected streams only when they are read by events; these are not.
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Waits until the readers of both streams are done, but no longer than the drain time after the program has ended.</summary>
    /// <returns>Whether everything was read; false when something that the program left behind still holds a pipe.</returns>
    public async Task<bool> DrainAsync(Task readers)
    {
        try
        {
            await readers.WaitAsync(_drainTime, _timeProvider).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Asks the program and everything in its process group to end, so that they can tidy up. <see cref="Kill"/> follows if they do not.</summary>
    public void Terminate() => _ = SignalGroup(-_process.Id, TerminateSignal);

    /// <summary>Ends the program and everything in its process group, at once.</summary>
    public void Kill()
    {
        // There is no group when all of it is gone, which is what is wanted, or in the moment before setsid has made it.
        if (SignalGroup(-_process.Id, KillSignal) != 0 && !_process.HasExited)
        {
            _process.Kill();
        }
    }

    /// <summary>Asks a process group to end that another process of this machine has started.</summary>
    public static void TerminateGroup(int id) => _ = SignalGroup(-id, TerminateSignal);

    /// <summary>Ends a process group that another process of this machine has started.</summary>
    public static void KillGroup(int id) => _ = SignalGroup(-id, KillSignal);

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SignalGroup(int processGroup, int signal);
}
