using System.Diagnostics;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

/// <summary>Asks a test's engine by the <c>docker</c> command.</summary>
internal static class DockerCommand
{
    /// <summary>Runs a command.</summary>
    /// <returns>What it printed; what it complained about is lost.</returns>
    public static string Run(DockerDaemon daemon, params string[] arguments)
    {
        var start = new ProcessStartInfo("docker", ["--host", daemon.Endpoint.OriginalString, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process.StandardOutput.ReadToEnd().Trim();
    }
}
