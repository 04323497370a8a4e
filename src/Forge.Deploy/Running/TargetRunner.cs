using System.Collections.ObjectModel;
using System.Text;

namespace Forge.Deploy.Running;

/// <summary>The target runner on one target: starts steps at most once, follows them, and finds them again after a lost connection or a restart of the host.</summary>
/// <remarks>Safe for concurrent use as far as the session is. Does not own the session.</remarks>
internal sealed class TargetRunner
{
    private const int MessageLimit = 500;
    private const int NotFound = 127;
    // The longest answer names every file of a revision.
    private const int AnswerLimit = 64 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);
    private static readonly string[] Shell = ["sh"];

    private readonly IDeploySession _session;
    private readonly TimeProvider _timeProvider;
    private readonly RunnerCommand _commands;
    private IReadOnlyList<TransferCoding> _codings = [TransferCoding.Plain];

    private TargetRunner(IDeploySession session, TimeProvider timeProvider, RunnerCommand commands)
    {
        _session = session;
        _timeProvider = timeProvider;
        _commands = commands;
    }

    /// <summary>Puts the runner onto the target, if it is not there yet, and checks that the target has what it needs.</summary>
    /// <exception cref="DeployTargetException">The target lacks a program, the state directory cannot be written, or the connection was lost.</exception>
    public static Task<TargetRunner> StartAsync(IDeploySession session, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        StartAsync(session, timeProvider, Shell, Patience, cancellationToken);

    /// <summary>As the other one, with a shell and a patience of the caller's choice.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="timeProvider">Times the pauses between calls.</param>
    /// <param name="shell">The words that start a POSIX shell.</param>
    /// <param name="patience">How long one call follows a running step.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<TargetRunner> StartAsync(
        IDeploySession session, TimeProvider timeProvider, IReadOnlyList<string> shell, TimeSpan patience, CancellationToken cancellationToken)
    {
        var runner = new TargetRunner(session, timeProvider, new RunnerCommand(session.Platform, shell, patience));
        var answer = await runner.AskAsync(runner._commands.Install(), Bytes(RunnerProgram.Bytes), cancellationToken).ConfigureAwait(false);
        var missing = answer.Text("missing").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        runner._codings = Codings(answer.Text("codings").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return missing.Length == 0
            ? runner
            : throw runner.Unsupported($"it lacks {string.Join(", ", missing.Select(m => $"'{m}'"))}. Install what is missing.");
    }

    /// <summary>Reads which revision the group's last successful Install put onto the target, or null for none.</summary>
    /// <exception cref="DeployTargetException">The connection was lost, or the target does not answer as a runner does.</exception>
    public async Task<InstalledRevision?> ReadInstalledAsync(string group, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(_commands.Installed(group), null, cancellationToken).ConfigureAwait(false);
        return answer.State is RunnerState.Installed
            ? new InstalledRevision(answer.Text("deployment"), answer.Text("appspec") == "yes" ? answer.Output.ToArray() : null)
            : null;
    }

    /// <summary>Starts a step, or finds it started, and follows it to its end.</summary>
    /// <param name="step">The step. What is started is never started again under the same id.</param>
    /// <param name="epoch">The epoch of the lease under which the caller drives the group.</param>
    /// <param name="log">Told every whole line of output, from the step's first one, or null.</param>
    /// <param name="cancellationToken">Ends the following; the step goes on. <see cref="StopAsync"/> ends a step.</param>
    /// <exception cref="DeployTargetException">The connection was lost; the same call on a new session finds the step again.</exception>
    public async Task<StepOutcome> RunAsync(TargetStep step, long epoch, IProgress<string>? log, CancellationToken cancellationToken)
    {
        var lines = log is null ? null : new OutputLines(log);
        var offset = log is null ? -1 : 0L;
        var starting = step.Work is TargetWork.Download download
            ? new RevisionSender(_commands, _codings, AskAsync).SendAsync(step, download, epoch, cancellationToken)
            : BeginAsync(step, epoch, offset, cancellationToken);
        // It is sent; to keep it while a script runs would cost more than everything else that is known of the target.
        step = step with { Environment = ReadOnlyDictionary<string, string>.Empty };
        var (answer, notice) = await starting.ConfigureAwait(false);
        while (true)
        {
            lines?.Add(answer.Output.Span);
            if (answer.State is not (RunnerState.Running or RunnerState.Started))
            {
                return OutcomeOf(step, answer) is var outcome && notice is "" ? outcome : outcome with { Message = notice };
            }

            offset = answer.State is RunnerState.Running ? answer.Offset : offset;
            answer = await AskAsync(_commands.Follow(step, epoch, offset), null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a running step: TERM, five seconds, KILL. A step that has ended or never started is left alone.</summary>
    /// <exception cref="DeployTargetException">The connection was lost.</exception>
    public async Task StopAsync(string stepId, string group, long epoch, CancellationToken cancellationToken) =>
        await AskAsync(_commands.Stop(stepId, group, epoch), null, cancellationToken).ConfigureAwait(false);

    // In the order of how little they cost both sides.
    private static TransferCoding[] Codings(string[] names) =>
        [.. new[] { TransferCoding.Zstd, TransferCoding.Gzip }.Where(coding => names.Contains(coding.ToString(), StringComparer.OrdinalIgnoreCase)), TransferCoding.Plain];

    private async Task<(RunnerAnswer Answer, string Notice)> BeginAsync(TargetStep step, long epoch, long offset, CancellationToken cancellationToken) =>
        (await AskAsync(_commands.Step(step, epoch, offset), Bytes(Encoding.UTF8.GetBytes(ScriptOf(step))), cancellationToken).ConfigureAwait(false), "");

    private string ScriptOf(TargetStep step)
    {
        var state = _session.Platform.StateDirectory;
        return step.Work switch
        {
            TargetWork.Install install => StepScript.Install(install, TargetPaths.Archive(state, step.Group, step.DeploymentId)),
            TargetWork.Hooks hooks => StepScript.Hooks(
                hooks,
                step.LifecycleEvent,
                TargetPaths.Archive(state, step.Group, TargetId.Checked(hooks.RevisionDeploymentId)),
                VariablesOf(step)),
            _ => throw new ArgumentException($"The target runner does not know the work '{step.Work.GetType().Name}'.", nameof(step)),
        };
    }

    private Dictionary<string, string> VariablesOf(TargetStep step)
    {
        var variables = new Dictionary<string, string>(_session.Platform.Variables, StringComparer.Ordinal);
        foreach (var (name, value) in step.Environment)
        {
            variables[name] = value;
        }

        return variables;
    }

    private static Func<CancellationToken, Task<Stream>> Bytes(byte[] bytes) => _ => Task.FromResult<Stream>(new MemoryStream(bytes));

    private async Task<RunnerAnswer> AskAsync(
        IReadOnlyList<string> arguments, Func<CancellationToken, Task<Stream>>? openInput, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await AskOnceAsync(arguments, openInput, cancellationToken).ConfigureAwait(false);
            if (answer.State is not RunnerState.Busy)
            {
                return answer;
            }

            await Task.Delay(BusyPause, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RunnerAnswer> AskOnceAsync(
        IReadOnlyList<string> arguments, Func<CancellationToken, Task<Stream>>? openInput, CancellationToken cancellationToken)
    {
        var input = openInput is null ? Stream.Null : await openInput(cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
        {
            var command = new DeployCommand { Arguments = arguments, StandardInput = input, OutputLimit = AnswerLimit };
            var result = await _session.RunAsync(command, cancellationToken).ConfigureAwait(false);
            return RunnerAnswerReader.Read(result.StandardOutput) ?? throw NoAnswer(result);
        }
    }

    private StepOutcome OutcomeOf(TargetStep step, RunnerAnswer answer) =>
        RunnerOutcome.Of(step, answer) ?? throw Unsupported($"its runner answered '{answer.State}' to a step.");

    private DeployTargetException NoAnswer(DeployCommandResult result)
    {
        var said = Encoding.UTF8.GetString(result.StandardError.Span).Trim();
        said = said.Length > MessageLimit ? said[..MessageLimit] : said;
        return Unsupported(
            result.ExitCode == NotFound
                ? $"it has no POSIX shell ({said})."
                : $"the target runner in '{_session.Platform.StateDirectory}' gave no answer, exit code {result.ExitCode}: {said}");
    }

    private DeployTargetException Unsupported(string why) =>
        new($"Forge cannot deploy to '{_session.Platform.Target}': {why}", _session.Platform.Target, DeployTargetFailure.Unsupported);
}
