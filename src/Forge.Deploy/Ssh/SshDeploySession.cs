using System.Text;
using Renci.SshNet.Common;

namespace Forge.Deploy.Ssh;

/// <summary>A connection to a host, on which commands run.</summary>
internal sealed class SshDeploySession : IDeploySession
{
    private const int PlatformLines = 3;
    private const string AdministratorId = "0";

    private readonly SshRoute _route;
    private readonly SshWatch _watch;
    private readonly TimeProvider _timeProvider;

    private SshDeploySession(SshRoute route, SshWatch watch, DeployPlatform platform, TimeProvider timeProvider)
    {
        _route = route;
        _watch = watch;
        Platform = platform;
        _timeProvider = timeProvider;
    }

    /// <inheritdoc/>
    public DeployPlatform Platform { get; private set; }

    /// <summary>Takes a connection and finds out what is at its other end.</summary>
    public static async Task<SshDeploySession> OpenAsync(
        SshRoute route, SshTargetSettings settings, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var session = new SshDeploySession(route, new SshWatch(route, settings.KeepAliveInterval, timeProvider), Assumed(settings), timeProvider);
        try
        {
            var result = await session.RunAsync(new DeployCommand { Arguments = RemoteCommand.Probe }, cancellationToken).ConfigureAwait(false);
            session.Platform = Complete(session.Platform, result);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<DeployCommandResult> RunAsync(DeployCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var execution = new SshExecution(command, _timeProvider);
            return await _watch.RunAsync(execution.RunAsync(_route.Client, cancellationToken)).ConfigureAwait(false)
                ?? throw Lost("It ended without an exit code.", null);
        }
        catch (Exception e) when (e is SshException or ObjectDisposedException or TimeoutException or System.Net.Sockets.SocketException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Lost(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _route.Dispose();
        return ValueTask.CompletedTask;
    }

    private static DeployPlatform Assumed(SshTargetSettings settings) => new()
    {
        Target = settings.Name,
        OperatingSystem = "",
        User = settings.Endpoint.User,
        IsAdministrator = false,
        StateDirectory = settings.StateDirectory,
        DestinationRoot = settings.DestinationRoot,
        Variables = settings.Variables,
    };

    private static DeployPlatform Complete(DeployPlatform assumed, DeployCommandResult result)
    {
        var lines = Encoding.UTF8.GetString(result.StandardOutput.Span).Split('\n', StringSplitOptions.TrimEntries);
        return lines.Length > PlatformLines && result.ExitCode == 0
            ? assumed with
            {
                OperatingSystem = lines[0].ToLowerInvariant(),
                IsAdministrator = lines[1] == AdministratorId,
                User = lines[2],
                BootId = lines[PlatformLines],
            }
            : throw new DeployTargetException(
                $"'{assumed.Target}' has no POSIX shell for '{assumed.User}', or its login scripts print something: "
                + $"the first command ended with {result.ExitCode}. {Encoding.UTF8.GetString(result.StandardError.Span).Trim()}",
                assumed.Target,
                DeployTargetFailure.Unsupported);
    }

    private DeployTargetException Lost(string why, Exception? cause) =>
        new(
            $"The connection to '{Platform.Target}' was lost in the middle of a command: {why} Whether the command ran is unknown.",
            Platform.Target,
            DeployTargetFailure.ConnectionLost,
            isTransient: true,
            cause);
}
