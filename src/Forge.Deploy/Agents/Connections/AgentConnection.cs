using System.Collections.Concurrent;
using System.Text.Json;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Connections;

/// <summary>A session of an agent: the commands that it runs and the messages on their way to it. Safe for concurrent use.</summary>
internal sealed class AgentConnection : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, RunningCommand> _commands = new(StringComparer.Ordinal);
    private readonly MessageQueue _messages = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly MessageSigner _signer;
    private readonly AgentHostingOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _watch;
    private TaskCompletionSource _news = NewSource();
    private object? _poll;
    private long _heard;
    private string? _endedBecause;

    /// <summary>Initializes a new instance of the <see cref="AgentConnection"/> class.</summary>
    public AgentConnection(string agent, ConnectRequest request, MessageSigner signer, AgentHostingOptions options, TimeProvider timeProvider)
    {
        Agent = agent;
        Instance = request.Instance;
        Platform = request.Platform;
        _signer = signer;
        _options = options;
        _timeProvider = timeProvider;
        _heard = timeProvider.GetTimestamp();
        _watch = timeProvider.CreateTimer(_ => Watch(), state: null, options.LostAfter, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets the agent's name.</summary>
    public string Agent { get; }

    /// <summary>Gets the process at the other end.</summary>
    public string Instance { get; }

    /// <summary>Gets the session's id.</summary>
    public string Session { get; } = BearerCredential.CreateSecret();

    /// <summary>Gets what the agent tells about its machine.</summary>
    public AgentPlatform Platform { get; }

    /// <summary>Gets what is cancelled when the session ends.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Gets a value indicating whether the agent waits for messages right now.</summary>
    public bool IsPolling
    {
        get
        {
            lock (_lock)
            {
                return _poll is not null;
            }
        }
    }

    /// <summary>Gets how long nothing was heard of the agent; zero while it waits for messages.</summary>
    public TimeSpan Silence => IsPolling ? TimeSpan.Zero : _timeProvider.GetElapsedTime(Volatile.Read(ref _heard));

    /// <summary>Notes that the agent lives.</summary>
    public void Hear() => Volatile.Write(ref _heard, _timeProvider.GetTimestamp());

    /// <summary>Sends a command.</summary>
    /// <exception cref="DeployTargetException">The session has ended.</exception>
    public void Send(RunningCommand command)
    {
        lock (_lock)
        {
            if (_endedBecause is not null)
            {
                throw Lost();
            }

            _commands[command.Id] = command;
            command.Sequence = _messages.Add(sequence => Signed(command.ToMessage(Session, sequence, Expires)));
            _news.TrySetResult();
        }
    }

    /// <summary>Forgets a command; the agent is told to end it, unless it has ended.</summary>
    public void Forget(RunningCommand command)
    {
        lock (_lock)
        {
            if (!_commands.TryRemove(command.Id, out _) || _endedBecause is not null || command.Result.IsCompletedSuccessfully)
            {
                return;
            }

            _messages.Add(sequence => Signed(new AgentMessage
            {
                Agent = Agent,
                Session = Session,
                Sequence = sequence,
                Expires = Expires,
                Kind = AgentMessageKind.Cancel,
                Command = command.Id,
            }));
            _news.TrySetResult();
        }
    }

    /// <summary>Finds a command that has not ended.</summary>
    /// <exception cref="AgentException">There is none: its caller has gone, or it has ended.</exception>
    public RunningCommand Find(string id) =>
        _commands.TryGetValue(id, out var command) ? command : throw new AgentException("Nobody waits for this command any longer.", AgentFailure.CommandEnded);

    /// <summary>Waits for messages.</summary>
    /// <returns>The messages; none when the time is over, or a later poll has taken the place of this one.</returns>
    /// <exception cref="AgentException">The session has ended, or the request makes no sense.</exception>
    public async Task<PollAnswer> PollAsync(PollRequest request, CancellationToken cancellationToken)
    {
        var poll = Begin(request);
        try
        {
            using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
            var begin = _timeProvider.GetTimestamp();
            var most = TimeSpan.FromSeconds(Math.Clamp(request.Seconds ?? double.MaxValue, 0, _options.PollTime.TotalSeconds));
            while (true)
            {
                if (Next(poll) is not { } news)
                {
                    return Answer(poll);
                }

                var left = most - _timeProvider.GetElapsedTime(begin);
                if (left <= TimeSpan.Zero || !await ArrivesAsync(news, left, until.Token).ConfigureAwait(false))
                {
                    return new PollAnswer([]);
                }
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Gone();
        }
        finally
        {
            Finish(poll, isGone: cancellationToken.IsCancellationRequested);
        }
    }

    /// <summary>Ends the session. Its commands fail with a lost connection; what they have detached goes on.</summary>
    /// <param name="because">Why, for the message.</param>
    public void End(string because)
    {
        lock (_lock)
        {
            if (_endedBecause is not null)
            {
                return;
            }

            _endedBecause = because;
            _watch.Dispose();
        }

        _ended.Cancel();

        foreach (var command in _commands.Values)
        {
            command.Fail(Lost());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End("the host stops");
        _ended.Dispose();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DateTimeOffset Expires => _timeProvider.GetUtcNow() + AgentProtocol.MessageLifetime;

    private SignedMessage Signed(AgentMessage message)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(message, AgentJson.Default.AgentMessage);
        return new SignedMessage(payload, _signer.Sign(MessageVerifier.Command, payload));
    }

    private DeployTargetException Lost() => new(
        $"The agent on '{Agent}' is not connected any longer: {_endedBecause}. What runs there goes on, and is found again when the agent is back.",
        Agent,
        DeployTargetFailure.ConnectionLost,
        isTransient: true);

    private AgentException Gone() => new($"The session of '{Agent}' has ended: {_endedBecause}. Connect again.", AgentFailure.SessionEnded);

    // Only one poll waits: an earlier one whose client has gone, unnoticed, is answered with nothing.
    private object Begin(PollRequest request)
    {
        lock (_lock)
        {
            if (_endedBecause is not null)
            {
                throw Gone();
            }

            Hear();
            _messages.Acknowledge(request.Acknowledged);
            foreach (var command in _commands.Values.Where(one => one.Sequence <= request.Acknowledged && !request.Running.Contains(one.Id)))
            {
                command.Fail(new DeployTargetException(
                    $"The agent on '{Agent}' has lost a command.", Agent, DeployTargetFailure.ConnectionLost, isTransient: true));
            }

            _news.TrySetResult();
            _news = NewSource();
            return _poll = new object();
        }
    }

    // Null when there is something to answer.
    private Task? Next(object poll)
    {
        lock (_lock)
        {
            if (_poll != poll || _messages.Peek().Count > 0)
            {
                return null;
            }

            if (_news.Task.IsCompleted)
            {
                _news = NewSource();
            }

            return _news.Task;
        }
    }

    private PollAnswer Answer(object poll)
    {
        lock (_lock)
        {
            return new PollAnswer(_poll == poll ? _messages.Peek() : []);
        }
    }

    private async Task<bool> ArrivesAsync(Task news, TimeSpan most, CancellationToken cancellationToken)
    {
        try
        {
            await news.WaitAsync(most, _timeProvider, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Finish(object poll, bool isGone)
    {
        lock (_lock)
        {
            if (_poll != poll)
            {
                return;
            }

            _poll = null;
        }

        if (!isGone)
        {
            Hear();
        }
    }

    private void Watch()
    {
        var silence = Silence;
        if (silence >= _options.LostAfter)
        {
            End($"nothing was heard of it for {silence.TotalSeconds:0} seconds");
            return;
        }

        lock (_lock)
        {
            if (_endedBecause is null)
            {
                _watch.Change(_options.LostAfter - silence, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
