using System.ComponentModel;
using System.Globalization;
using Forge.Build.Local;
using Forge.Shared.Processes;

namespace Forge.Build.HostProcesses;

/// <summary>A program that outlives its host: it prints into files, and a shell around it leaves its process id and its exit code in files too.</summary>
internal sealed class DetachedProgram : IDisposable
{
    private const string ProcessFile = "process";
    private const string StatusFile = "status";
    private const int Kilobyte = 1024;
    private const string OutputFile = "output";
    private const string ErrorFile = "errors";

    // Shells differ in the letter for processes; in some, the other one means pipes.
    // A variable of the program keeps its value whatever it is named; a polite signal to the group leaves the shell alive to write the status.
    private const string Surround =
        """
        forge_run=$1 forge_processes=$2 forge_memory=$3; shift 3
        exec >/dev/null 2>&1
        ulimit -c 0
        ulimit -n 16384 || ulimit -n "$(ulimit -H -n)"
        if (ulimit -u "$forge_processes"); then ulimit -u "$forge_processes"; else ulimit -p "$forge_processes"; fi
        [ -z "$forge_memory" ] || ulimit -d "$forge_memory"
        trap : TERM
        read -r forge_stat </proc/$$/stat && echo "$forge_stat" >"$forge_run/process"
        "$@" >>"$forge_run/output" 2>>"$forge_run/errors"
        forge_status=$?
        echo "$forge_status" >"$forge_run/status"
        exit "$forge_status"
        """;

    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Latest = TimeSpan.FromMilliseconds(20);

    private readonly string _directory;
    private readonly RunningProcess? _child;

    private DetachedProgram(string directory, RunningProcess? child)
    {
        _directory = directory;
        _child = child;
    }

    private string? Identity => TryRead(ProcessFile) is { Length: > 0 } stat ? HostIdentity.FromStat(stat) : null;

    /// <summary>Starts a program and feeds it.</summary>
    /// <param name="directory">Where its files are; what an earlier program left there is removed.</param>
    /// <param name="spec">The program.</param>
    /// <param name="limits">How much of the machine it may use.</param>
    /// <param name="timeProvider">Measures how long the program's pipes may stay open behind it.</param>
    /// <exception cref="Win32Exception"><c>setsid</c> does not exist.</exception>
    public static async Task<DetachedProgram> StartAsync(string directory, ProcessSpec spec, ResourceLimits limits, TimeProvider timeProvider)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }

        Directory.CreateDirectory(directory);
        // .NET ignores SIGPIPE and its children inherit that; a shell cannot undo it.
        string[] defaultSignals = await DefaultSignals.AreAvailableAsync().ConfigureAwait(false) ? ["env", "--default-signal=PIPE"] : [];
        string[] arguments = [.. defaultSignals, "sh", "-c", Surround, "sh", directory, Processes(limits), Memory(limits), .. spec.Arguments];
        return new DetachedProgram(directory, RunningProcess.Start(spec with { Arguments = arguments }, timeProvider));
    }

    /// <summary>Finds the program that an earlier host started.</summary>
    /// <returns>The program, which may have ended; null when none was started.</returns>
    public static DetachedProgram? Find(string directory) =>
        Directory.Exists(directory) ? new DetachedProgram(directory, child: null) : null;

    /// <summary>Writes what the program reads.</summary>
    public Task FeedAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken) =>
        ProcessRunner.FeedAsync(_child!, new MemoryStream(input.ToArray(), writable: false), cancellationToken);

    /// <summary>Passes on what the program prints, from its beginning, until it has ended.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="cancellationToken">Ends the wait, not the program.</param>
    /// <returns>The exit code; null when the program is gone and has left none.</returns>
    public async Task<int?> FollowAsync(IBuildOutput output, CancellationToken cancellationToken)
    {
        var printed = new GrowingFile(Path.Combine(_directory, OutputFile), output.OnStandardOutput);
        var errors = new GrowingFile(Path.Combine(_directory, ErrorFile), output.OnStandardError);
        using (printed)
        using (errors)
        {
            var ending = _child?.WaitForExitAsync(cancellationToken);
            for (var pause = Soonest; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Latest.Ticks)))
            {
                // Asked before the last look, so that nothing is missed.
                var hasEnded = ending?.IsCompleted ?? !HasLivingProcess();
                if (printed.PassOn() | errors.PassOn())
                {
                    pause = Soonest;
                }

                if (hasEnded)
                {
                    return ending is null ? Status() : await ending.ConfigureAwait(false);
                }

                // Not the host's clock: a real program moves on whether or not a test moves time.
                var delay = Task.Delay(pause, TimeProvider.System, cancellationToken);
                await (ending is null ? delay : Task.WhenAny(ending, delay)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Waits until the program has ended, and no longer than a token allows.</summary>
    public async Task WaitAsync(CancellationToken enough)
    {
        try
        {
            if (_child is not null)
            {
                await _child.WaitForExitAsync(enough).ConfigureAwait(false);
            }

            while (HasLivingProcess())
            {
                await Task.Delay(Latest, TimeProvider.System, enough).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // It was given its time.
        }
    }

    /// <summary>Asks the program and its process group to end.</summary>
    public void Terminate() => Signal(child => child.Terminate(), RunningProcess.TerminateGroup);

    /// <summary>Ends the program and its process group, at once.</summary>
    public void Kill() => Signal(child => child.Kill(), RunningProcess.KillGroup);

    /// <inheritdoc/>
    public void Dispose() => _child?.Dispose();

    // The kernel counts all that a user runs, and holds the limit against all of it.
    private static string Processes(ResourceLimits limits) => (UserTasks.Count() + limits.Processes).ToString(CultureInfo.InvariantCulture);

    private static string Memory(ResourceLimits limits) => limits.MemoryBytes is { } bytes ? (bytes / Kilobyte).ToString(CultureInfo.InvariantCulture) : "";

    private void Signal(Action<RunningProcess> toChild, Action<int> toGroup)
    {
        if (_child is not null)
        {
            toChild(_child);
        }
        else if (Identity is { } identity && HostIdentity.IsAlive(identity))
        {
            toGroup(int.Parse(identity.Split('-')[0], CultureInfo.InvariantCulture));
        }
    }

    private bool HasLivingProcess() => Identity is { } identity && HostIdentity.IsAlive(identity);

    private int? Status() => int.TryParse(TryRead(StatusFile), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null;

    private string? TryRead(string name)
    {
        var file = Path.Combine(_directory, name);
        return File.Exists(file) ? File.ReadAllText(file).TrimEnd('\n') : null;
    }
}
