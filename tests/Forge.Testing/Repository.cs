using System.Collections;
using System.Text;
using Forge.Shared.Processes;

namespace Forge.Testing;

/// <summary>The working tree that the tests were built from.</summary>
public static class Repository
{
    private const int OutputLimit = 64 * 1024;

    /// <summary>Gets the absolute path of the directory that holds <c>Forge.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Runs a script of the repository to its end.</summary>
    /// <param name="script">Its path in the repository, such as <c>eng/ssh-server</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it printed, without the line end.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    internal static async Task<string> RunScriptAsync(string script, params IReadOnlyList<string> arguments)
    {
        var spec = new ProcessSpec
        {
            Arguments = [Path.Combine(Root, script), .. arguments],
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value!),
        };
        var result = await ProcessRunner.RunAsync(spec, standardInput: null, OutputLimit, TimeProvider.System, CancellationToken.None);
        return result.ExitCode == 0
            ? Encoding.UTF8.GetString(result.StandardOutput).TrimEnd()
            : throw new InvalidOperationException(Encoding.UTF8.GetString(result.StandardError).TrimEnd());
    }

    private static string FindRoot()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Forge.sln")))
            {
                return directory;
            }
        }

        throw new InvalidOperationException($"'{AppContext.BaseDirectory}' does not lie in a clone of the repository: there is no Forge.sln above it.");
    }
}
