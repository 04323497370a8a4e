using System.ComponentModel;
using System.Text;
using Forge.Shared.Processes;

namespace Forge.Git.Commands;

/// <summary>Runs the <c>git</c> executable for the host's own questions and changes.</summary>
internal sealed class GitExecutable(string path, TimeProvider timeProvider)
{
    private const int OutputLimit = 256 * 1024 * 1024;
    private const int SaidLimit = 500;

    private static readonly Version Oldest = new(2, 39, 2);

    /// <summary>Gets the executable's name or path.</summary>
    public string FilePath { get; } = path;

    /// <summary>Runs a command in the host's environment, or in another one.</summary>
    /// <exception cref="Win32Exception">The machine cannot start programs this way.</exception>
    public Task<ProcessResult> RunAsync(
        GitCommand command, CancellationToken cancellationToken, Dictionary<string, string>? environment = null, byte[]? input = null)
    {
        var spec = Start(command, environment ?? GitEnvironment.ForHost(FilePath));
        return ProcessRunner.RunAsync(spec, input is null ? null : new MemoryStream(input, writable: false), OutputLimit, timeProvider, cancellationToken);
    }

    /// <summary>Says how the command is started.</summary>
    public ProcessSpec Start(GitCommand command, Dictionary<string, string> environment)
    {
        foreach (var (name, value) in command.Environment)
        {
            environment[name] = value;
        }

        return new ProcessSpec { Arguments = [FilePath, .. command.Arguments], Environment = environment, WorkingDirectory = command.WorkingDirectory };
    }

    /// <summary>Makes sure that the executable is there and not too old.</summary>
    /// <returns>The version.</returns>
    /// <exception cref="GitHostingException">It is missing or too old.</exception>
    public async Task<Version> CheckVersionAsync(CancellationToken cancellationToken)
    {
        ProcessResult result;
        try
        {
            result = await RunAsync(GitCommand.Version(), cancellationToken).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            throw new GitHostingException("'setsid' cannot be started. Install util-linux.", GitHostingFailure.Git, e);
        }

        if (result.ExitCode != 0)
        {
            throw new GitHostingException($"'{FilePath}' cannot be run: {Said(result)}. Install git {Oldest} or later, or set GitPath.", GitHostingFailure.Git);
        }

        if (GitOutput.ReadVersion(Encoding.UTF8.GetString(result.StandardOutput)) is not { } version || version < Oldest)
        {
            throw new GitHostingException($"'{FilePath}' says '{Encoding.UTF8.GetString(result.StandardOutput).Trim()}', but git {Oldest} or later is needed: older ones have known holes.", GitHostingFailure.Git);
        }

        return version;
    }

    /// <summary>What git printed as an error, shortened for a message.</summary>
    public static string Said(ProcessResult result)
    {
        var text = Encoding.UTF8.GetString(result.StandardError).Trim().ReplaceLineEndings(" ");
        return text.Length == 0 ? $"exit code {result.ExitCode}" : text.Length > SaidLimit ? text[..SaidLimit] : text;
    }
}
