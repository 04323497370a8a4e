using System.Text;
using Forge.Git.Http;

namespace Forge.Git.Pushes;

/// <summary>What the proc-receive hook tells git: every ref is allowed, and git is to move it in its own way.</summary>
internal static class ProcReceiveReport
{
    public static byte[] Write(IReadOnlyList<RefUpdate> updates)
    {
        var report = new StringBuilder();
        foreach (var update in updates)
        {
            report.Append(PktLine.Write($"ok {update.Ref}")).Append(PktLine.Write("option fall-through"));
        }

        return Encoding.UTF8.GetBytes(report.Append(PktLine.Flush).ToString());
    }
}
