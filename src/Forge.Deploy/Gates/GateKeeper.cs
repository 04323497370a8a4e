using Forge.Deploy.Driving;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Gates;

/// <summary>Asks the gates of one deployment until they answer, or until it is too late.</summary>
/// <param name="created">The deployment.</param>
/// <param name="find">Finds a registered gate.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Told of gates that cannot be asked.</param>
internal sealed partial class GateKeeper(DeploymentCreated created, Func<string, IDeploymentGate?> find, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>The name under which it is recorded that nobody answered in time.</summary>
    public const string TimeLimit = "time limit";

    private const int Growth = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PendingWait = TimeSpan.FromSeconds(5);

    /// <summary>Asks a question until there is an answer. A person's answer does not come this way: the caller finds it in the journal.</summary>
    /// <returns>The answer, which says no when it is too late.</returns>
    /// <exception cref="OperationCanceledException">The caller asks no longer.</exception>
    public async Task<GateAnswered> AskAsync(GateState gate, CancellationToken cancellationToken)
    {
        var trouble = gate.Plan.Gate is "" ? "nobody approved it" : "it has not decided";
        for (var wait = ShortestWait; gate.Deadline > timeProvider.GetUtcNow();)
        {
            var pause = gate.Plan.Gate is "" ? LongestWait : PendingWait;
            if (gate.Plan.Gate is not "")
            {
                var (answer, why) = await TryAskAsync(gate, cancellationToken).ConfigureAwait(false);
                if (answer is not null)
                {
                    return answer;
                }

                (trouble, pause, wait) = why is null ? ("it has not decided", PendingWait, ShortestWait) : (why, wait, Longer(wait));
            }

            await WaitAsync(gate, pause, cancellationToken).ConfigureAwait(false);
        }

        return new GateAnswered(gate.Asked.Id, IsApproved: false, TimeLimit, $"no answer within {gate.Plan.TimeLimit}: {trouble}", IsTooLate: true);
    }

    private static TimeSpan Longer(TimeSpan wait) => TimeSpan.FromTicks(Math.Min(wait.Ticks * Growth, LongestWait.Ticks));

    // Not longer than until it is too late, and not so long that a wall clock that is set meanwhile goes unnoticed.
    private Task WaitAsync(GateState gate, TimeSpan pause, CancellationToken cancellationToken)
    {
        var left = gate.Deadline - timeProvider.GetUtcNow();
        return left > TimeSpan.Zero ? Task.Delay(left < pause ? left : pause, timeProvider, cancellationToken) : Task.CompletedTask;
    }

    // An answer, or why there is none; neither when the gate has not decided.
    private async Task<(GateAnswered? Answer, string? Trouble)> TryAskAsync(GateState gate, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var asked = find(gate.Plan.Gate)
                ?? throw new DeploymentGateException($"The gate '{gate.Plan.Gate}' is not registered in this host any longer.", gate.Plan.Gate, isTransient: false);
            var answer = await asked.AskAsync(gate.ToQuestion(created), either.Token).ConfigureAwait(false);
            return answer.Verdict is DeploymentGateVerdict.Pending
                ? (null, null)
                : (new GateAnswered(gate.Asked.Id, answer.Verdict is DeploymentGateVerdict.Approved, answer.By is "" ? gate.Plan.Gate : answer.By, answer.Reason), null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary: a gate may throw anything, and whatever it throws says neither yes nor no.
            Log.Unanswered(logger, gate.Plan.Gate, gate.Asked.Id, e);
            return (null, e is OperationCanceledException ? $"no answer within {Patience.TotalSeconds:0} seconds" : e.Message.TrimEnd('.'));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3084, LogLevel.Warning, "The gate {Gate} cannot be asked about {Question}. It is asked again.")]
        public static partial void Unanswered(ILogger logger, string gate, string question, Exception cause);
    }
}
