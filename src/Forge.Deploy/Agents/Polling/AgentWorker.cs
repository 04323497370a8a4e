using Forge.Deploy.Agents.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Agents.Polling;

/// <summary>Keeps a session with the server for as long as the host runs.</summary>
internal sealed partial class AgentWorker : BackgroundService
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    private readonly string _instance = BearerCredential.CreateSecret();
    private readonly ForgeAgentOptions _options;
    private readonly Retry _retry;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<AgentWorker> _logger;
    private RegistrationFile? _file;
    private AgentClient? _client;
    private AgentIdentity? _identity;

    /// <summary>Initializes a new instance of the <see cref="AgentWorker"/> class.</summary>
    public AgentWorker(ForgeAgentOptions options, TimeProvider timeProvider, ILogger<AgentWorker> logger)
    {
        _options = options;
        _retry = new Retry(new BackOff(options.FirstBackOff, options.LongestBackOff), timeProvider);
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _file = RegistrationFile.Open(_options.RegistrationPath);
        var registration = _file.Read();
        if (registration.PendingInvitation is not null)
        {
            throw new AgentException($"The registration '{_options.RegistrationPath}' was begun, but the server has not answered. Register again with the same invitation.", AgentFailure.RegistrationFile);
        }

        _client = new AgentClient(new ServerSettings(_options.Server!, _options.Proxy, _options.AnswerTimeout), registration);
        _identity = new AgentIdentity(_file, _client, _timeProvider);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _client?.Dispose();
        _file?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var lasted = await LiveAsync(stoppingToken).ConfigureAwait(false);
                failures = lasted >= _options.FirstBackOff ? 0 : failures + 1;
                if (failures > 0)
                {
                    await _retry.WaitAsync(_retry.After(failures), stoppingToken).ConfigureAwait(false);
                }
            }
            catch (AgentException e)
            {
                var wait = _retry.After(++failures);
                Tell(e, wait);
                await _retry.WaitAsync(wait, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The boundary of the agent: whatever the server or this machine does, the agent must not take its host down.
            catch (Exception e)
#pragma warning restore CA1031
            {
                var wait = _retry.After(++failures);
                Tell(new AgentException($"The agent has met something that it does not know: {e.Message}", AgentFailure.Protocol, e), wait);
                await _retry.WaitAsync(wait, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task<DeployPlatform> ReadPlatformAsync(string agent, CancellationToken cancellationToken)
    {
        var bootId = File.Exists(BootIdFile) ? await File.ReadAllTextAsync(BootIdFile, cancellationToken).ConfigureAwait(false) : "";
        return new DeployPlatform
        {
            Target = agent,
            OperatingSystem = OperatingSystem.IsWindows() ? "windows" : "linux",
            User = Environment.UserName,
            IsAdministrator = Environment.IsPrivilegedProcess,
            BootId = bootId.Trim(),
            StateDirectory = "/",
        };
    }

    // One session, from its beginning to its end. Returns how long it lasted when the server has ended it.
    private async Task<TimeSpan> LiveAsync(CancellationToken stoppingToken)
    {
        var platform = await ReadPlatformAsync(_identity!.Agent, stoppingToken).ConfigureAwait(false);
        var answer = await ConnectAsync(platform, stoppingToken).ConfigureAwait(false);
        await _identity.ConnectedAsync(answer, stoppingToken).ConfigureAwait(false);
        Log.Connected(_logger, _identity.Agent, _options.Server!);
        var session = new AgentSession(_client!, answer, _retry, platform, _timeProvider, _logger);
        await using (session.ConfigureAwait(false))
        {
            try
            {
                await PollAsync(session, stoppingToken).ConfigureAwait(false);
            }
            catch (AgentException e) when (e.Failure is AgentFailure.SessionEnded)
            {
                Log.SessionEnded(_logger, e.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                Log.Stopping(_logger, _identity.Agent);
                await session.StopAsync(_options.StopGrace).ConfigureAwait(false);
            }

            return session.Age;
        }
    }

    private async Task<ConnectAnswer> ConnectAsync(DeployPlatform platform, CancellationToken cancellationToken)
    {
        var (link, nextLink) = await _identity!.PrepareLinkAsync(cancellationToken).ConfigureAwait(false);
        var request = new ConnectRequest
        {
            Instance = _instance,
            Nonce = $"{Guid.NewGuid():N}",
            Link = link,
            NextLink = nextLink,
            Platform = new AgentPlatform
            {
                OperatingSystem = platform.OperatingSystem,
                User = platform.User,
                IsAdministrator = platform.IsAdministrator,
                BootId = platform.BootId,
            },
        };
        try
        {
            return await _client!.ConnectAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentException e) when (e.Failure is AgentFailure.Credential or AgentFailure.CredentialReplaced && _identity.HasNext)
        {
            return await _identity.WithNextAsync(() => _client!.ConnectAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PollAsync(AgentSession session, CancellationToken stoppingToken)
    {
        var failures = 0;
        while (true)
        {
            var wait = TimeSpan.Zero;
            try
            {
                if (await _identity!.ReplaceAsync(stoppingToken).ConfigureAwait(false))
                {
                    Log.Replaced(_logger, _identity.Agent);
                }

                failures = await session.PollAsync(_identity.Left, stoppingToken).ConfigureAwait(false) ? 0 : failures + 1;
                wait = failures == 0 ? wait : _retry.After(failures);
            }
            catch (AgentException e) when (e.IsTransient)
            {
                wait = _retry.After(++failures);
                Tell(e, wait);
            }

            await _retry.WaitAsync(wait, stoppingToken).ConfigureAwait(false);
        }
    }

    private void Tell(AgentException e, TimeSpan wait)
    {
        if (e.IsTransient)
        {
            Log.Unreachable(_logger, e.Message, wait);
        }
        else
        {
            Log.Refused(_logger, e.Message, e.Failure, wait);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3130, LogLevel.Information, "Agent {Agent} is connected to {Server}.")]
        public static partial void Connected(ILogger logger, string agent, Uri server);

        [LoggerMessage(3131, LogLevel.Warning, "{Problem} It is tried again in {Wait}.")]
        public static partial void Unreachable(ILogger logger, string problem, TimeSpan wait);

        [LoggerMessage(3132, LogLevel.Error, "{Problem} ({Failure}) It is tried again in {Wait}.")]
        public static partial void Refused(ILogger logger, string problem, AgentFailure failure, TimeSpan wait);

        [LoggerMessage(3133, LogLevel.Information, "{Problem} Commands that still ran were ended; hooks go on.")]
        public static partial void SessionEnded(ILogger logger, string problem);

        [LoggerMessage(3134, LogLevel.Information, "Agent {Agent} stops. Hooks that run go on.")]
        public static partial void Stopping(ILogger logger, string agent);

        [LoggerMessage(3135, LogLevel.Information, "Agent {Agent} has replaced its credential.")]
        public static partial void Replaced(ILogger logger, string agent);
    }
}
