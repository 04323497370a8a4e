using Forge.Testing;

namespace Forge.Deploy.Tests.Running;

/// <summary>The shells, and with busybox the tools, that the runner has to work with.</summary>
internal static class TargetShell
{
    public const string Dash = "dash";
    public const string Bash = "bash";
    public const string Busybox = "busybox";

    /// <summary>Gets every shell, for a theory.</summary>
    public static TheoryData<string> All { get; } = [Dash, Bash, Busybox];

    /// <summary>Returns the words that start the shell, under the name <c>sh</c> and in an environment where nothing else has that name.</summary>
    public static IReadOnlyList<string> Words(string shell, TempDirectory directory, params IReadOnlyList<string> variables)
    {
        var tools = directory.MakeDirectory($"tools-{shell}");
        foreach (var tool in shell == Busybox ? Applets() : ["sh"])
        {
            if (!File.Exists(Path.Combine(tools, tool)))
            {
                File.CreateSymbolicLink(Path.Combine(tools, tool), $"/bin/{shell}");
            }
        }

        return ["env", $"PATH={tools}{(shell == Busybox ? "" : ":/usr/bin:/bin")}", .. variables, Path.Combine(tools, "sh")];
    }

    // What the runner uses, so that the test does not depend on how many applets this busybox happens to have.
    private static string[] Applets() =>
    [
        "[", "awk", "cat", "chgrp", "chmod", "chown", "cp", "cut", "date", "env", "grep", "head", "id", "ln", "ls", "mkdir", "mkfifo", "mv",
        "printf", "readlink", "rm", "rmdir", "setsid", "sh", "sleep", "sort", "su", "sync", "tail", "tar", "tr", "wc",
    ];
}
