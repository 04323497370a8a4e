using System.Globalization;

namespace Forge.Deploy.Running;

/// <summary>Makes the argument lists by which the host calls the runner. Only ids, numbers and the state directory are in them.</summary>
internal sealed class RunnerCommand
{
    // `cat` may have been cut off: the program takes its name only with its last line in place.
    private const string Installer =
        "umask 022 && mkdir -p -- \"$1/.forge\" ${3:+\"$3\"} && umask 077 && f=\"$1/.forge/$2\" && "
        + "{ [ -s \"$f\" ] || { cat >\"$f.$$\" && [ \"$(tail -n 1 \"$f.$$\")\" = \"# end of the target runner\" ] && mv -f -- \"$f.$$\" \"$f\"; }; } && "
        + "exec sh \"$f\" check";

    private readonly string _stateDirectory;
    private readonly string _destinationRoot;
    private readonly IReadOnlyList<string> _shell;
    private readonly TimeSpan _patience;

    /// <summary>Initializes a new instance of the <see cref="RunnerCommand"/> class.</summary>
    /// <param name="platform">The target, whose directories are made where they do not exist.</param>
    /// <param name="shell">The words that start a POSIX shell on the target.</param>
    /// <param name="patience">How long one call follows a step that runs.</param>
    public RunnerCommand(DeployPlatform platform, IReadOnlyList<string> shell, TimeSpan patience)
    {
        _stateDirectory = platform.StateDirectory.TrimEnd('/');
        _destinationRoot = platform.DestinationRoot;
        _shell = shell;
        _patience = patience;
    }

    /// <summary>Stores the program, which is on standard input, and asks it what the target lacks.</summary>
    public IReadOnlyList<string> Install() => [.. _shell, "-c", Installer, "forge-install", _stateDirectory, RunnerProgram.FileName, _destinationRoot];

    /// <summary>Asks for the group's last successful Install.</summary>
    public IReadOnlyList<string> Installed(string group) => Call("installed", TargetId.Checked(group));

    /// <summary>Asks which files of the installed revision are as they were sent.</summary>
    public IReadOnlyList<string> Offer(TargetStep step) => Call("offer", TargetId.Checked(step.Id), TargetId.Checked(step.Group));

    /// <summary>Receives a revision on standard input.</summary>
    public IReadOnlyList<string> Receive(TargetStep step, long epoch, int maxRevisions, RevisionTransfer transfer) =>
    [
        .. OfStep("receive", step.Id, step.Group, epoch),
        TargetId.Checked(step.DeploymentId),
        Number(maxRevisions),
        transfer.Coding.ToString().ToLowerInvariant(),
        transfer.ListName,
        .. transfer.Base is null ? Array.Empty<string>() : [TargetId.Checked(transfer.Base)],
    ];

    /// <summary>Starts the work on standard input, or finds the step, and follows it.</summary>
    public IReadOnlyList<string> Step(TargetStep step, long epoch, long offset) =>
        [.. OfStep("step", step.Id, step.Group, epoch), Number(offset), Patience, TargetId.Checked(step.DeploymentId)];

    /// <summary>Follows a step that was started.</summary>
    public IReadOnlyList<string> Follow(TargetStep step, long epoch, long offset) =>
        [.. OfStep("follow", step.Id, step.Group, epoch), Number(offset), Patience];

    /// <summary>Ends a step.</summary>
    public IReadOnlyList<string> Stop(string stepId, string group, long epoch) => OfStep("stop", stepId, group, epoch);

    private string Patience => Number((long)_patience.TotalMilliseconds);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private IReadOnlyList<string> OfStep(string verb, string stepId, string group, long epoch) =>
        Call(verb, TargetId.Checked(stepId), TargetId.Checked(group), Number(epoch));

    private IReadOnlyList<string> Call(params string[] words) =>
        [.. _shell, $"{_stateDirectory}/.forge/{RunnerProgram.FileName}", .. words];
}
