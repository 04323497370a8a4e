using Forge.Shared.Text;

namespace Forge.Deploy.Ssh;

/// <summary>Makes an argument list into the one text that SSH carries: words that every POSIX shell reads back as they were.</summary>
internal static class RemoteCommand
{
    /// <summary>What the first command on a connection asks for: system, account, boot.</summary>
    public static IReadOnlyList<string> Probe { get; } =
        ["sh", "-c", "uname -s; id -u; id -un; cat /proc/sys/kernel/random/boot_id 2>/dev/null || :"];

    /// <summary>Quotes an argument list.</summary>
    /// <param name="arguments">The program and its arguments.</param>
    /// <param name="hasInput">Whether the program gets input. The library does not end an input into which nothing was written, so without any the program reads from nowhere.</param>
    public static string Text(IReadOnlyList<string> arguments, bool hasInput) =>
        hasInput ? ShellQuoting.Join(arguments) : $"{ShellQuoting.Join(arguments)} </dev/null";
}
