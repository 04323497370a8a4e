using System.ComponentModel;
using Forge.Shared.Processes;

namespace Forge.Deploy.Local;

/// <summary>Runs commands as processes of this machine, with a clean environment.</summary>
internal sealed class LocalDeploySession(DeployPlatform platform, TimeProvider timeProvider) : IDeploySession
{
    private const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // A host that ends must not kill what has just begun a hook, before the hook is a process of its own.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<string, string> CleanEnvironment = new(StringComparer.Ordinal)
    {
        ["PATH"] = SystemPath,
        ["HOME"] = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : "/",
        ["LANG"] = "C.UTF-8",
    };

    /// <inheritdoc/>
    public DeployPlatform Platform { get; } = platform;

    /// <inheritdoc/>
    public async Task<DeployCommandResult> RunAsync(DeployCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var result = await ProcessRunner.RunAsync(
                new ProcessSpec { Arguments = command.Arguments, Environment = CleanEnvironment, StopTime = StopTime },
                command.StandardInput,
                command.OutputLimit,
                timeProvider,
                cancellationToken).ConfigureAwait(false);
            return new DeployCommandResult
            {
                ExitCode = result.ExitCode,
                StandardOutput = result.StandardOutput,
                StandardError = result.StandardError,
            };
        }
        catch (Win32Exception e)
        {
            throw new DeployTargetException(
                $"'{Platform.Target}' cannot start '{command.Arguments[0]}': {e.Message}. Install util-linux or busybox for 'setsid'.",
                Platform.Target,
                DeployTargetFailure.Unsupported,
                innerException: e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
