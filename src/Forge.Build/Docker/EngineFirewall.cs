using Forge.Build.Local;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Docker;

/// <summary>Sees to it that the firewall of the engine's machine keeps from builds what they must not reach.</summary>
/// <param name="program">Sets the rules.</param>
/// <param name="options">What builds must not reach.</param>
/// <param name="isLocal">Whether the engine's machine is this one, whose ports are this process's too.</param>
/// <param name="timeProvider">Tells when to look after the rules.</param>
/// <param name="logger">Told what does not hold.</param>
internal sealed partial class EngineFirewall(
    FirewallProgram program, DockerBuildExecutorOptions options, bool isLocal, TimeProvider timeProvider, ILogger logger) : IAsyncDisposable
{
    // A server of this process may begin to listen after the first build. Looking takes the kernel some milliseconds: so no build waits for it.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(30);

    // Somebody may set up the machine's firewall anew.
    private static readonly TimeSpan LongestTrust = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _stop = new();
    private Task _looking = Task.CompletedTask;
    private bool _isApplied;
    private string _set = "";
    private long _setAt;

    /// <summary>Sets the rules the first time, and from then on whenever they are to be others.</summary>
    /// <exception cref="BuildExecutorException">They are required, and cannot be set.</exception>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        if (_isApplied || options.Firewall is FirewallPolicy.Unmanaged || options.Network.Length > 0)
        {
            return;
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isApplied)
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
                _isApplied = true;
                if (_looking.IsCompleted)
                {
                    _looking = LookAgainAsync();
                }
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _one.Dispose();
    }

    private async Task LookAgainAsync()
    {
        while (true)
        {
            await Task.Delay(LookInterval, timeProvider, _stop.Token).ConfigureAwait(false);
            try
            {
                await LookAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (BuildExecutorException e)
            {
                // The next build tries again, and is refused unless it succeeds.
                Log.NotSet(logger, e);
                _isApplied = false;
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var script = FirewallRules.Of(isLocal ? options.BlockedHostPorts.Concat(ListeningPorts.OfThisProcess()) : options.BlockedHostPorts, options).Script;
        if (script.Length > 0 && (script != _set || timeProvider.GetElapsedTime(_setAt) >= LongestTrust))
        {
            await SetAsync(script, cancellationToken).ConfigureAwait(false);
            (_set, _setAt) = (script, timeProvider.GetTimestamp());
        }
    }

    private async Task SetAsync(string script, CancellationToken cancellationToken)
    {
        try
        {
            await program.RunAsync(script, cancellationToken).ConfigureAwait(false);
        }
        catch (BuildExecutorException e) when (options.Firewall is FirewallPolicy.Required)
        {
            throw new BuildExecutorException(
                $"The firewall of the engine's machine cannot be set, and Firewall is Required: {e.Message} Mend it, or set the rules yourself and Firewall to Unmanaged.",
                DockerBuildExecutor.ExecutorName,
                e.IsTransient,
                e);
        }
        catch (BuildExecutorException e)
        {
            Log.NotSet(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2123, LogLevel.Warning, "Builds may reach this machine's ports, BlockedAddresses and metadata servers beyond 169.254.169.254: the firewall of the engine's machine cannot be set.")]
        public static partial void NotSet(ILogger logger, Exception exception);
    }
}
