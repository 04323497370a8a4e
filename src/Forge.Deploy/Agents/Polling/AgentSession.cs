using System.Collections.Concurrent;
using Forge.Deploy.Agents.Protocol;
using Forge.Deploy.Local;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Agents.Polling;

/// <summary>One session with the server: takes its messages, and runs each command once. When it ends, so do its commands; what they have detached goes on.</summary>
internal sealed partial class AgentSession : IAsyncDisposable
{
    // A step that is just being started must not be cut in two: its launch takes milliseconds.
    private static readonly TimeSpan LaunchGrace = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (CancellationTokenSource Stop, Task Task)> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();
    private readonly AgentClient _client;
    private readonly ConnectAnswer _answer;
    private readonly Retry _retry;
    private readonly LocalDeploySession _machine;
    private readonly CommandGate _gate;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly long _begin;

    /// <summary>Initializes a new instance of the <see cref="AgentSession"/> class.</summary>
    public AgentSession(AgentClient client, ConnectAnswer answer, Retry retry, DeployPlatform platform, TimeProvider timeProvider, ILogger logger)
    {
        _client = client;
        _answer = answer;
        _retry = retry;
        _machine = new LocalDeploySession(platform, timeProvider);
        _gate = new CommandGate(answer.Agent, answer);
        _timeProvider = timeProvider;
        _logger = logger;
        _begin = timeProvider.GetTimestamp();
    }

    /// <summary>Gets how long the session has lasted.</summary>
    public TimeSpan Age => _timeProvider.GetElapsedTime(_begin);

    /// <summary>Asks for messages once, and begins what they say.</summary>
    /// <param name="most">How long to wait at most; null for as long as the server does.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether there was something to do, or the server took its time: who is answered at once with nothing should wait.</returns>
    /// <exception cref="AgentException">The server does not answer, has ended the session, or sends what must not be believed.</exception>
    public async Task<bool> PollAsync(TimeSpan? most, CancellationToken cancellationToken)
    {
        var begin = _timeProvider.GetTimestamp();
        var whole = TimeSpan.FromSeconds(_answer.PollSeconds);
        var pollTime = most < whole ? most.Value : whole;
        var poll = new PollRequest(_answer.Session, _gate.Last, [.. _running.Keys], pollTime.TotalSeconds);
        var messages = (await _client.PollAsync(poll, pollTime, cancellationToken).ConfigureAwait(false)).Messages;
        var last = _gate.Last;
        foreach (var message in messages)
        {
            Take(_client.Open(message));
        }

        return _gate.Last > last || _timeProvider.GetElapsedTime(begin) >= pollTime / 2;
    }

    /// <summary>Gives commands a while to end, and takes leave of the server.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        var all = Task.WhenAll(_running.Values.Select(one => one.Task));
        await all.WaitAsync(grace, _timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var patience = new CancellationTokenSource(grace, _timeProvider);
        await _client.LeaveAsync(_answer.Session, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ended.CancelAsync().ConfigureAwait(false);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends the commands that still run. They have ended a moment later.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        _ended.Dispose();
    }

    private void Take(AgentMessage message)
    {
        if (!_gate.Admit(message, Age))
        {
            return;
        }

        if (message.Kind is AgentMessageKind.Cancel)
        {
            Cancel(message.Command);

            return;
        }

        // It is known as running before its task can end: the next poll says so.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[message.Command] = (stop, RunAsync(message, begin.Task, stop));
        begin.SetResult();
    }

    private void Cancel(string command)
    {
        try
        {
            if (_running.TryGetValue(command, out var running))
            {
                running.Stop.Cancel();
            }
        }
        catch (ObjectDisposedException)
        {
            // It has ended in this moment.
        }
    }

    private async Task RunAsync(AgentMessage message, Task begin, CancellationTokenSource stop)
    {
        await begin.ConfigureAwait(false);
        try
        {
            Log.Began(_logger, message.Command);
            await RunAsync(message, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Log.Cancelled(_logger, message.Command);
        }
#pragma warning disable CA1031 // The boundary of the agent: a command that fails must not end the agent.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.NotReported(_logger, message.Command, e);
        }
        finally
        {
            _running.TryRemove(message.Command, out _);
            stop.Dispose();
        }
    }

    private async Task RunAsync(AgentMessage message, CancellationToken cancellationToken)
    {
        var report = new CommandReport(_client, _answer.Session, message.Command, send => _retry.AgainAsync(send, cancellationToken));
        var fetched = message.Input is null
            ? new FetchedInput((offset, token) => _retry.AgainAsync(again => _client.FetchAsync(_answer.Session, message.Command, offset, again), token))
            : null;
        Stream input = fetched is null ? new MemoryStream(message.Input!) : fetched;
        using var kill = new CancellationTokenSource();
        await using (input.ConfigureAwait(false))
        {
            // Half of its input may look whole to a program: it is ended at once.
            using var ending = cancellationToken.Register(() => kill.CancelAfter(fetched is { IsComplete: false } ? TimeSpan.Zero : LaunchGrace));
            try
            {
                var command = new DeployCommand { Arguments = message.Arguments!, StandardInput = input, OutputLimit = message.OutputLimit };
                await report.SendAsync(await _machine.RunAsync(command, kill.Token).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (DeployTargetException e)
            {
                await report.SendFaultAsync(e.Message).ConfigureAwait(false);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3136, LogLevel.Debug, "Command {Command} begins.")]
        public static partial void Began(ILogger logger, string command);

        [LoggerMessage(3137, LogLevel.Debug, "Command {Command} was ended: nobody waits for it any longer.")]
        public static partial void Cancelled(ILogger logger, string command);

        [LoggerMessage(3138, LogLevel.Warning, "Command {Command} could not be run to its end, or its end could not be reported.")]
        public static partial void NotReported(ILogger logger, string command, Exception cause);
    }
}
