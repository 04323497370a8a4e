using System.Collections.Frozen;
using Forge.Deploy.Agents.Identities;
using Forge.Deploy.Agents.Protocol;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Agents.Connections;

/// <summary>The agents of this host and their sessions: one live session for each. Safe for concurrent use.</summary>
internal sealed partial class AgentHub : IDisposable
{
    private readonly FrozenDictionary<string, AgentSlot> _slots;
    private readonly AgentIdentities _identities;
    private readonly MessageSigner _signer;
    private readonly AgentHostingOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    /// <summary>Initializes a new instance of the <see cref="AgentHub"/> class.</summary>
    public AgentHub(
        IEnumerable<AgentTargetName> names, AgentIdentities identities, MessageSigner signer, AgentHostingOptions options, TimeProvider timeProvider, ILogger<AgentHub> logger)
    {
        _slots = names.Select(name => name.Value).Distinct().ToFrozenDictionary(name => name, _ => new AgentSlot(), StringComparer.Ordinal);
        _identities = identities;
        _signer = signer;
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Gets the names of all agents, connected or not.</summary>
    public IReadOnlyCollection<string> Names => _slots.Keys;

    /// <summary>Tells whether an agent is connected.</summary>
    public bool IsConnected(string agent) => _slots.GetValueOrDefault(agent)?.Current is not null;

    /// <summary>Begins a session for an agent that has proved who it is.</summary>
    /// <exception cref="AgentException">Another process has the session, or the identity was used elsewhere.</exception>
    public async Task<AgentConnection> ConnectAsync(string agent, ConnectRequest request, CancellationToken cancellationToken)
    {
        var slot = Slot(agent);
        await slot.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await MakeRoomAsync(slot, agent, request.Instance, cancellationToken).ConfigureAwait(false);
            await _identities.RecordAsync(agent, state => IdentityDecider.Link(state, agent, request.Link, request.NextLink), cancellationToken).ConfigureAwait(false);
            slot.Current?.End("another session has taken its place");
            var connection = new AgentConnection(agent, request, _signer, _options, _timeProvider);
            connection.Ended.Register(() => Log.Ended(_logger, agent));
            slot.Take(connection);
            Log.Connected(_logger, agent, request.Platform.User);
            return connection;
        }
        catch (AgentException e) when (e.Failure is AgentFailure.UsedElsewhere)
        {
            Log.UsedElsewhere(_logger, agent);
            throw;
        }
        finally
        {
            slot.Turn.Release();
        }
    }

    /// <summary>Finds the session of an agent.</summary>
    /// <exception cref="AgentException">It is not the one that the agent has now.</exception>
    public AgentConnection Find(string agent, string session)
    {
        if (Slot(agent).Current is not { } current || !BearerCredential.AreEqual(current.Session, session))
        {
            throw new AgentException($"The session of '{agent}' is not known, or has ended. Connect again.", AgentFailure.SessionEnded);
        }

        current.Hear();
        return current;
    }

    /// <summary>Waits until an agent is connected.</summary>
    /// <exception cref="DeployTargetException">It did not connect in time.</exception>
    public async Task<AgentConnection> WaitAsync(string agent, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await Slot(agent).NextAsync().WaitAsync(timeout, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new DeployTargetException(
                $"The agent on '{agent}' is not connected, and did not connect within {timeout.TotalSeconds:0} seconds. See whether 'forge agent' runs there, and what it says.",
                agent,
                DeployTargetFailure.Unreachable,
                isTransient: true,
                e);
        }
    }

    /// <summary>Ends the session of an agent, if it has one.</summary>
    public void Disconnect(string agent, string because) => _slots.GetValueOrDefault(agent)?.Current?.End(because);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots.Values)
        {
            slot.Current?.Dispose();
            slot.Turn.Dispose();
        }
    }

    /// <summary>Returns the place of an agent.</summary>
    /// <exception cref="AgentException">There is no such agent.</exception>
    private AgentSlot Slot(string agent) =>
        _slots.GetValueOrDefault(agent)
        ?? throw new AgentException($"There is no agent '{agent}' in this host. Add it with AddAgentDeployTarget, or as a target with \"agent\" in forge.json.", AgentFailure.Credential);

    // A process that has ended without a word is silent; one that lives is not for long. The same process may always begin anew.
    private async Task MakeRoomAsync(AgentSlot slot, string agent, string instance, CancellationToken cancellationToken)
    {
        while (slot.Current is { } current && current.Instance != instance)
        {
            if (current.IsPolling)
            {
                Log.Duplicate(_logger, agent);
                throw new AgentException(
                    $"Another process is connected as '{agent}', and goes on. Stop one of the two; if there is only one that you know of, somebody has a copy of its registration file.",
                    AgentFailure.Duplicate);
            }

            var silence = current.Silence;
            if (silence >= _options.TakeOverAfter)
            {
                return;
            }

            await Task.Delay(_options.TakeOverAfter - silence, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3121, LogLevel.Information, "Agent {Agent} has connected; it runs as {User}.")]
        public static partial void Connected(ILogger logger, string agent, string user);

        [LoggerMessage(3122, LogLevel.Information, "The session of agent {Agent} has ended.")]
        public static partial void Ended(ILogger logger, string agent);

        [LoggerMessage(3123, LogLevel.Warning, "A second process that calls itself agent {Agent} was refused; the first one goes on.")]
        public static partial void Duplicate(ILogger logger, string agent);

        [LoggerMessage(3124, LogLevel.Error, "The identity of agent {Agent} was used by two machines in turn. The one that came now was refused.")]
        public static partial void UsedElsewhere(ILogger logger, string agent);
    }
}
