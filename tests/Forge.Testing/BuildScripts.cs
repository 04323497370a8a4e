namespace Forge.Testing;

/// <summary>The programs by which build executors are tested. Each is a script for <c>sh -c</c>.</summary>
public static class BuildScripts
{
    /// <summary>Prints <c>out</c>, prints <c>err</c> as an error and exits with 7.</summary>
    public const string PrintAndFail = "echo out; echo err >&2; exit 7";

    /// <summary>Prints how many bytes it reads.</summary>
    public const string CountInput = "wc -c";

    /// <summary>Prints its first argument.</summary>
    public const string PrintArgument = "printf %s \"$1\"";

    /// <summary>Prints the file <c>a.txt</c>.</summary>
    public const string ShowFile = "cat a.txt";

    /// <summary>Leaves a process behind that holds the output open, prints <c>left</c> and ends.</summary>
    public const string LeaveProcess = "sleep 600 & echo left";

    /// <summary>Leaves a process behind that writes to <c>log</c> for ever.</summary>
    public const string LeaveWriter = "echo begin >log; (while :; do echo more >>log; done) & ";

    /// <summary>Writes two lines to <c>log</c>, prints <c>ready</c> and never ends.</summary>
    public const string WriteAndWait = "echo one >log; echo two >>log; echo ready; sleep 600";

    /// <summary>Prints <c>on</c> again and again until the file <c>stop</c> is there, then exits with 5.</summary>
    public const string PrintUntilStopped = "until [ -e stop ]; do echo on; sleep 0.02; done; exit 5";
}
