using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Forge.Build.HostProcesses;

/// <summary>Finds processes by a variable in their environment, which children inherit wherever they go.</summary>
internal static class StrayProcesses
{
    private const int MostPasses = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Kills every process that was started with a variable and waits for its end, until none is found.</summary>
    /// <param name="cookie">The variable and its value: <c>NAME=value</c>.</param>
    /// <param name="timeProvider">Measures how long a process may take to die.</param>
    public static async Task KillAsync(string cookie, TimeProvider timeProvider)
    {
        using var deadline = new CancellationTokenSource(Patience, timeProvider);

        // One pass may miss a child that was born behind it.
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var found = Find(cookie);
            if (found.Count == 0)
            {
                return;
            }

            await Task.WhenAll(found.Select(id => KillAsync(id, deadline.Token))).ConfigureAwait(false);
        }
    }

    private static List<int> Find(string cookie)
    {
        var wanted = Encoding.UTF8.GetBytes($"{cookie}\0");
        return [.. Directory.EnumerateDirectories("/proc")
            .Select(directory => int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && id != Environment.ProcessId && Has(id, wanted))];
    }

    private static bool Has(int id, byte[] wanted)
    {
        try
        {
            var environment = File.ReadAllBytes($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/environ").AsSpan();
            for (var at = environment.IndexOf(wanted); at >= 0; at = environment.IndexOf(wanted))
            {
                if (at == 0 || environment[at - 1] == 0)
                {
                    return true;
                }

                environment = environment[(at + 1)..];
            }

            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or it belongs to somebody else.
            return false;
        }
    }

    private static async Task KillAsync(int id, CancellationToken deadline)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            await process.WaitForExitAsync(deadline).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or OperationCanceledException)
        {
            // It has ended in the meantime, or the kernel does not let it go.
        }
    }
}
