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
    FirewallProgram program, DockerBuildExecutorOptions options, bool isLocal, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    // Somebody may set up the machine's firewall anew.
    private static readonly TimeSpan LongestTrust = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _one = new(1);
    private string _set = "";
    private long _setAt;

    /// <summary>Sets the rules, if they are not set already.</summary>
    /// <exception cref="BuildExecutorException">They are required, and cannot be set.</exception>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        if (options.Firewall is FirewallPolicy.Unmanaged || options.Network.Length > 0)
        {
            return;
        }

        var script = FirewallRules.Of(isLocal ? options.BlockedHostPorts.Concat(ListeningPorts.OfThisProcess()) : options.BlockedHostPorts, options).Script;
        if (script.Length == 0)
        {
            return;
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (script != _set || timeProvider.GetElapsedTime(_setAt) >= LongestTrust)
            {
                await SetAsync(script, cancellationToken).ConfigureAwait(false);
                (_set, _setAt) = (script, timeProvider.GetTimestamp());
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

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
