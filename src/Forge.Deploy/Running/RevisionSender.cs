namespace Forge.Deploy.Running;

/// <summary>Brings a revision to a target: what the target lacks where it holds an earlier revision, else all of it.</summary>
/// <param name="commands">The calls of the target's runner.</param>
/// <param name="codings">What the target can read, best first.</param>
/// <param name="ask">Makes a call.</param>
internal sealed class RevisionSender(
    RunnerCommand commands, IReadOnlyList<TransferCoding> codings, Func<IReadOnlyList<string>, Func<CancellationToken, Task<Stream>>?, CancellationToken, Task<RunnerAnswer>> ask)
{
    /// <summary>Sends a revision.</summary>
    /// <returns>The answer of the runner to the step, and what is to be told about the way it took: empty when all was sent because nothing was held.</returns>
    /// <exception cref="DeployTargetException">The connection was lost. Nothing half is left under the revision's name; the same call on a new session begins anew.</exception>
    public async Task<(RunnerAnswer Answer, string Notice)> SendAsync(TargetStep step, TargetWork.Download download, long epoch, CancellationToken cancellationToken)
    {
        var revision = download.Revision;
        var coding = codings.First(revision.Codings.Contains);
        var offer = await ask(commands.Offer(step), null, cancellationToken).ConfigureAwait(false);
        if (offer.State is RunnerState.Started)
        {
            return (offer, "");
        }

        var notice = "";
        var delta = offer.State is RunnerState.Offered ? await revision.CompareAsync(offer.Output, coding, cancellationToken).ConfigureAwait(false) : null;
        if (delta is not null)
        {
            var transfer = new RevisionTransfer(coding, revision.ListName, offer.Text("deployment"));
            var answer = await ask(commands.Receive(step, epoch, download.MaxRevisions, transfer), delta.OpenAsync, cancellationToken).ConfigureAwait(false);
            if (answer is not { State: RunnerState.Failed } || answer.Text("reason") != "base")
            {
                return (answer, answer.State is RunnerState.Done ? Describe(delta, transfer.Base!) : "");
            }

            notice = $"{answer.Text("message")} Everything was sent.";
        }

        var whole = new RevisionTransfer(coding, revision.ListName, Base: null);
        var received = await ask(
            commands.Receive(step, epoch, download.MaxRevisions, whole), token => revision.OpenAsync(coding, token), cancellationToken).ConfigureAwait(false);
        return (received, received.State is RunnerState.Done ? notice : "");
    }

    private static string Describe(RevisionDelta delta, string deployment) => delta.Sent == 0
        ? $"Nothing was sent: the target holds all {delta.Kept} files since deployment '{deployment}'."
        : $"{delta.Sent} of {delta.Sent + delta.Kept} files were sent: the target holds the others since deployment '{deployment}'.";
}
