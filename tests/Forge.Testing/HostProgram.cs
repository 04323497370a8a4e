using System.Collections;
using System.Text;
using Forge.Shared.Processes;

namespace Forge.Testing;

/// <summary>Runs programs of this machine to their end.</summary>
public static class HostProgram
{
    private const int OutputLimit = 4 * 1024 * 1024;

    /// <summary>Runs a program that must succeed.</summary>
    /// <param name="workingDirectory">Where it runs.</param>
    /// <param name="arguments">The program and its arguments.</param>
    /// <param name="cancellationToken">Kills it and everything it started.</param>
    /// <returns>What it wrote to its standard output, without the last line end.</returns>
    /// <exception cref="InvalidOperationException">Its exit code was not 0; the message holds what it printed.</exception>
    public static async Task<string> RunAsync(string workingDirectory, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var spec = new ProcessSpec
        {
            Arguments = arguments,
            WorkingDirectory = workingDirectory,
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value!),
        };
        var result = await ProcessRunner.RunAsync(spec, standardInput: null, OutputLimit, TimeProvider.System, cancellationToken);
        var output = Encoding.UTF8.GetString(result.StandardOutput).TrimEnd();
        return result.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"'{string.Join(' ', arguments)}' ended with exit code {result.ExitCode}: {output}\n{Encoding.UTF8.GetString(result.StandardError)}");
    }
}
