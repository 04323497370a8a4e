using System.Runtime.CompilerServices;
using Forge.Deploy.Driving;
using Forge.Deploy.Gates;
using Forge.Journal;
using Forge.Shared.Leases;

namespace Forge.Deploy;

/// <summary>Lists what deployments wait for, and takes the answers of persons.</summary>
/// <remarks>Safe for concurrent use. Every member throws <see cref="JournalException"/> when the journal cannot be used.</remarks>
public sealed class DeploymentApprovals
{
    private const int LongestText = 1024;

    private readonly IJournal _journal;
    private readonly DeploymentCatalog _catalog;
    private readonly StreamSignals _signals;
    private readonly TimeProvider _timeProvider;

    internal DeploymentApprovals(IJournal journal, DeploymentCatalog catalog, StreamSignals signals, TimeProvider timeProvider)
    {
        _journal = journal;
        _catalog = catalog;
        _signals = signals;
        _timeProvider = timeProvider;
    }

    /// <summary>Lists the questions that wait for a person, in every group of this host.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The questions, group by group.</returns>
    public async IAsyncEnumerable<DeploymentGateResult> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var name in _catalog.GroupNames.Order(StringComparer.Ordinal))
        {
            var group = await GroupState.FoldAsync(_journal.ReadAsync(DeploymentStreams.Group(name), 1, cancellationToken)).ConfigureAwait(false);
            foreach (var id in group.Joining.Keys.Order(StringComparer.Ordinal).Concat(group.Active is { } active ? [active.DeploymentId] : []))
            {
                if (await ReadAsync(id, cancellationToken).ConfigureAwait(false) is { } state)
                {
                    foreach (var gate in Waiting(state))
                    {
                        yield return DeploymentReport.ToResult(gate, state);
                    }
                }
            }
        }
    }

    /// <summary>Lets a deployment go on. Only the first answer to a question counts.</summary>
    /// <param name="questionId">The question's id.</param>
    /// <param name="by">Who approves: 1 to 1,024 characters.</param>
    /// <param name="reason">Why; may be empty, at most 1,024 characters.</param>
    /// <param name="cancellationToken">Cancels the answer; whether it was recorded is then unknown.</param>
    /// <returns>A task that completes when the answer is recorded.</returns>
    /// <exception cref="ArgumentException">There is no such question, or a text is too long.</exception>
    /// <exception cref="DeploymentRefusedException">It was answered before, it is too late, it is not for a person, or the deployment has ended.</exception>
    public Task ApproveAsync(string questionId, string by, string reason = "", CancellationToken cancellationToken = default) =>
        AnswerAsync(new GateAnswered(questionId, IsApproved: true, by, reason), cancellationToken);

    /// <summary>Lets a deployment fail: what runs is finished, no more is begun, and a rollback may follow.</summary>
    /// <param name="questionId">The question's id.</param>
    /// <param name="by">Who rejects: 1 to 1,024 characters.</param>
    /// <param name="reason">Why: 1 to 1,024 characters.</param>
    /// <param name="cancellationToken">Cancels the answer; whether it was recorded is then unknown.</param>
    /// <returns>A task that completes when the answer is recorded.</returns>
    /// <exception cref="ArgumentException">There is no such question, or a text is empty or too long.</exception>
    /// <exception cref="DeploymentRefusedException">As for <see cref="ApproveAsync"/>.</exception>
    public Task RejectAsync(string questionId, string by, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return AnswerAsync(new GateAnswered(questionId, IsApproved: false, by, reason), cancellationToken);
    }

    /// <summary>Lets a deployment go on that waits for a person: every question of it that waits is approved.</summary>
    /// <param name="deploymentId">The deployment.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="cancellationToken">Cancels the answer; whether it was recorded is then unknown.</param>
    /// <returns>A task that completes when the answers are recorded.</returns>
    /// <exception cref="ArgumentException">There is no such deployment.</exception>
    /// <exception cref="DeploymentRefusedException">It does not wait for a person.</exception>
    public async Task ContinueAsync(string deploymentId, string by, CancellationToken cancellationToken = default)
    {
        var state = await ReadAsync(deploymentId, cancellationToken).ConfigureAwait(false) ?? throw DeploymentFeed.Unknown(deploymentId);
        var waiting = Waiting(state).ToList();
        if (waiting.Count is 0)
        {
            throw new DeploymentRefusedException($"Deployment '{deploymentId}' waits for no approval.", DeploymentFailure.ResourceNotFound);
        }

        foreach (var gate in waiting)
        {
            await ApproveAsync(gate.Asked.Id, by, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the bake of a deployment early: it goes on as if it had been watched for as long as was meant.</summary>
    /// <param name="deploymentId">The deployment.</param>
    /// <param name="by">Who says so: 1 to 1,024 characters.</param>
    /// <param name="cancellationToken">Cancels the wish; whether it was recorded is then unknown.</param>
    /// <returns>A task that completes when the wish is recorded.</returns>
    /// <exception cref="ArgumentException">There is no such deployment, or the text is empty or too long.</exception>
    /// <exception cref="DeploymentRefusedException">It does not bake.</exception>
    public async Task SkipWaitAsync(string deploymentId, string by, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(by.Length, LongestText);
        JournalAppend append;
        do
        {
            var state = await ReadAsync(deploymentId, cancellationToken).ConfigureAwait(false) ?? throw DeploymentFeed.Unknown(deploymentId);
            if (state is { Ended: not null } or { Baked: null } || !GateDecider.IsBaking(state))
            {
                throw new DeploymentRefusedException($"Deployment '{deploymentId}' does not bake: there is no wait to skip.", DeploymentFailure.ResourceNotFound);
            }

            append = DeploymentStreams.Append(DeploymentStreams.Deployment(deploymentId), state.Sequence, [new WaitSkipped(by)]);
        }
        while (await _journal.AppendAsync(new JournalBatch { Appends = [append] }, cancellationToken).ConfigureAwait(false) is JournalAppendStatus.Conflict);

        _signals.Raise(deploymentId);
    }

    private static IEnumerable<GateState> Waiting(DeploymentState state) =>
        state.Ended is null ? state.Gates.Values.Where(gate => gate is { Answer: null, Plan.Gate: "" }).OrderBy(gate => gate.AskedAt) : [];

    private async Task AnswerAsync(GateAnswered answer, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(answer.By);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(answer.By.Length, answer.Reason.Length), LongestText, nameof(answer));
        var id = GateId.DeploymentOf(answer.Id);
        JournalAppend append;
        do
        {
            var state = await ReadAsync(id, cancellationToken).ConfigureAwait(false);
            Check(state, answer);
            append = DeploymentStreams.Append(DeploymentStreams.Deployment(id), state!.Sequence, [answer]);
        }
        while (await _journal.AppendAsync(new JournalBatch { Appends = [append] }, cancellationToken).ConfigureAwait(false) is JournalAppendStatus.Conflict);

        _signals.Raise(id);
    }

    private void Check(DeploymentState? state, GateAnswered answer)
    {
        if (state?.Gates.GetValueOrDefault(answer.Id) is not { } gate)
        {
            throw new ArgumentException($"There is no question '{answer.Id}'.", nameof(answer));
        }

        if (gate.Plan.Gate is not "")
        {
            throw new DeploymentRefusedException($"'{answer.Id}' is not for a person: the gate '{gate.Plan.Gate}' answers it.", DeploymentFailure.ResourceNotFound);
        }

        if (gate.Answer is { } before)
        {
            throw new DeploymentRefusedException(
                $"'{answer.Id}' was answered before, with {(before.IsApproved ? "yes" : "no")} by '{before.By}'. Only the first answer counts.", DeploymentFailure.ResourceNotFound);
        }

        if (state.Ended is { } ended)
        {
            throw new DeploymentRefusedException($"'{answer.Id}' needs no answer: the deployment has ended ({ended.Status}).", DeploymentFailure.ResourceNotFound);
        }

        if (gate.Deadline <= _timeProvider.GetUtcNow())
        {
            throw new DeploymentRefusedException($"It is too late to answer '{answer.Id}': its time limit was over at {gate.Deadline:u}.", DeploymentFailure.Timeout);
        }
    }

    private async Task<DeploymentState?> ReadAsync(string deploymentId, CancellationToken cancellationToken) =>
        DeploymentId.IsValid(deploymentId)
            ? await DeploymentState.FoldAsync(_journal.ReadAsync(DeploymentStreams.Deployment(deploymentId), 1, cancellationToken)).ConfigureAwait(false)
            : null;
}
