using System.Security.Cryptography;
using System.Text;
using Forge.Git.Commands;
using Microsoft.Extensions.Logging;

namespace Forge.Git.Pushes;

/// <summary>One push, from the start of git to the record of what it moved: answers the hooks.</summary>
internal sealed partial class PushSession(
    PushTarget target, HookChannel channel, PushJournal journal, PushReconciler reconciler, GitExecutable git, ILogger<PushSession> logger)
{
    public const string IdVariable = "FORGE_PUSH_ID";

    /// <summary>What the folders begin with in which git keeps the objects of a push until it is accepted.</summary>
    public const string QuarantinePrefix = "tmp_objdir-";

    private const string TokenVariable = "FORGE_PUSH_TOKEN";
    private const string DirectoryVariable = "FORGE_PUSH_DIRECTORY";
    private const int TokenBytes = 32;

    // More lines than this no honest hook sends; the limit itself is checked by the rules, which say it in words.
    private const int MostLines = 1_000_000;

    private readonly string _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
    private readonly HashSet<string> _called = new(StringComparer.Ordinal);

    private int _processGroup;
    private volatile AcceptedPush? _accepted;
    private IReadOnlyList<RefUpdate>? _moved;
    private bool _isRecorded;

    /// <summary>Gets a value indicating whether git was told to move the refs: from here on it is not ended when the client goes away.</summary>
    public bool IsAccepted => _accepted is not null;


    /// <summary>Takes note of the process group of git.</summary>
    public void Start(int processGroup) => Volatile.Write(ref _processGroup, processGroup);

    /// <summary>Adds the variables by which the hooks prove whose they are.</summary>
    public void AddTo(Dictionary<string, string> environment)
    {
        environment[IdVariable] = target.Push;
        environment[TokenVariable] = _token;
        environment[DirectoryVariable] = channel.Directory;
    }

    /// <summary>Answers hooks until <paramref name="cancellationToken"/> says that git has ended.</summary>
    public async Task AnswerAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await AnswerOneAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or EndOfStreamException or IOException)
        {
            // Git has ended.
        }
        finally
        {
            // A hook that still waits sees its pipe end, and refuses.
            channel.CloseAnswers();
        }
    }

    /// <summary>Records what the push has moved, now that git has ended.</summary>
    /// <param name="endedByItself">Whether git ran to its end, with hooks that can be trusted.</param>
    /// <param name="cancellationToken">Cancels the record; the push is then looked at again.</param>
    public async Task CompleteAsync(bool endedByItself, CancellationToken cancellationToken)
    {
        if (_accepted is null || _isRecorded)
        {
            return;
        }

        try
        {
            // Git calls post-receive exactly when it has moved something; only one that was ended may have had no time to.
            var moved = _moved ?? (endedByItself ? [] : await reconciler.FindMovedAsync(target.Repository.Id, target.Directory, target.Push, cancellationToken).ConfigureAwait(false));
            await RecordAsync(moved, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ForgeException or GitHostingException or IOException or OperationCanceledException)
        {
            Log.OutcomeNotRecorded(logger, target.Push, target.Repository.Name.ToString(), e);
        }
    }

    private async Task AnswerOneAsync(CancellationToken cancellationToken)
    {
        var call = await channel.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        var objects = await channel.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        var (updates, isWellFormed) = await ReadUpdatesAsync(cancellationToken).ConfigureAwait(false);
        var hook = call.Split(' ')[0];
        var answer = IsGenuine(call, hook) && isWellFormed
            ? await AnswerAsync(hook, updates, objects, cancellationToken).ConfigureAwait(false)
            : Forged(hook);
        await channel.WriteLinesAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(IReadOnlyList<RefUpdate> Updates, bool IsWellFormed)> ReadUpdatesAsync(CancellationToken cancellationToken)
    {
        var updates = new List<RefUpdate>();
        var isWellFormed = true;
        while (await channel.ReadLineAsync(cancellationToken).ConfigureAwait(false) is var line && line != "end")
        {
            var update = RefUpdate.Read(line);
            isWellFormed = isWellFormed && update is not null && updates.Count < MostLines;
            if (isWellFormed)
            {
                updates.Add(update!);
            }
        }

        return (updates, isWellFormed);
    }

    // Each hook runs once in a push: a second call is somebody who has read the token.
    private bool IsGenuine(string call, string hook) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(call), Encoding.UTF8.GetBytes($"{hook} {_token}")) && _called.Add(hook);

    private string[] Forged(string hook)
    {
        Log.HookForged(logger, hook, target.Push, target.Repository.Name.ToString());
        return ["say Forge refuses the push: the hook could not prove that it belongs to it.", "no"];
    }

    private async Task<IEnumerable<string>> AnswerAsync(string hook, IReadOnlyList<RefUpdate> updates, string objects, CancellationToken cancellationToken)
    {
        switch (hook)
        {
            case "pre-receive":
                var reasons = await DecideAsync(updates, objects, cancellationToken).ConfigureAwait(false);
                return reasons.Count == 0 ? [$"yes {_token}"] : [.. reasons.Select(r => $"say {r}"), "no"];
            case "post-receive":
                await TakeOutcomeAsync(updates, cancellationToken).ConfigureAwait(false);
                return [$"yes {_token}"];
            default:
                return Forged(hook);
        }
    }

    private async Task<IReadOnlyList<string>> DecideAsync(IReadOnlyList<RefUpdate> updates, string objects, CancellationToken cancellationToken)
    {
        var verdict = PushRules.Check(target.User, target.Repository.Name.ToString(), updates);
        var reasons = verdict.IsAllowed ? await FindRewindsAsync(verdict.FastForwardOnly, objects, cancellationToken).ConfigureAwait(false) : verdict.Reasons;
        if (reasons.Count > 0)
        {
            Log.PushRefused(logger, target.User.Name, target.Repository.Name.ToString(), reasons[0]);
            return reasons;
        }

        try
        {
            // What an earlier host left open is settled first: afterwards the refs no longer tell what it did.
            await reconciler.ReconcileAsync(target.Repository.Id, target.Directory, cancellationToken).ConfigureAwait(false);
            var push = new AcceptedPush
            {
                Push = target.Push,
                User = target.User.Name,
                Repository = target.Repository.Name.ToString(),
                Updates = updates,
                ProcessGroup = Volatile.Read(ref _processGroup),
            };
            await journal.AcceptAsync(target.Repository.Id, push, cancellationToken).ConfigureAwait(false);
            await channel.WriteReportAsync(ProcReceiveReport.Write(updates), cancellationToken).ConfigureAwait(false);
            _accepted = push;
            return [];
        }
        catch (Exception e) when (e is ForgeException or GitHostingException or IOException)
        {
            Log.PushNotRecorded(logger, target.User.Name, target.Repository.Name.ToString(), e);
            return ["The push cannot be recorded. Nothing was changed; try again later."];
        }
    }

    private async Task<IReadOnlyList<string>> FindRewindsAsync(IReadOnlyList<RefUpdate> updates, string objects, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        foreach (var update in updates)
        {
            if (!await IsFastForwardAsync(update, objects, cancellationToken).ConfigureAwait(false))
            {
                reasons.Add(PushRules.RefuseForce(target.User, update));
            }
        }

        return reasons;
    }

    // The new commits are still in git's quarantine. Only its name is taken from the hook, its place is known.
    private async Task<bool> IsFastForwardAsync(RefUpdate update, string objects, CancellationToken cancellationToken)
    {
        var environment = GitEnvironment.ForHost(git.FilePath);
        var repositoryObjects = Path.Combine(target.Directory, "objects");
        if (Path.GetFileName(objects) is var quarantine && quarantine.StartsWith(QuarantinePrefix, StringComparison.Ordinal))
        {
            environment["GIT_OBJECT_DIRECTORY"] = Path.Combine(repositoryObjects, quarantine);
            environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = repositoryObjects;
        }

        var command = GitCommand.IsAncestor(target.Directory, CommitId.Parse(update.Old), CommitId.Parse(update.New));
        var result = await git.RunAsync(command, cancellationToken, environment).ConfigureAwait(false);
        return result.ExitCode == 0;
    }

    private async Task TakeOutcomeAsync(IReadOnlyList<RefUpdate> moved, CancellationToken cancellationToken)
    {
        if (_accepted is null)
        {
            await RollBackAsync(moved, cancellationToken).ConfigureAwait(false);
            return;
        }

        _moved = moved;
        try
        {
            await RecordAsync(moved, cancellationToken).ConfigureAwait(false);
        }
        catch (ForgeException)
        {
            // Tried again when git has ended, and then by the reconciler.
        }
    }

    private async Task RecordAsync(IReadOnlyList<RefUpdate> moved, CancellationToken cancellationToken)
    {
        await journal.EndAsync(target.Repository.Id, new EndedPush { Push = target.Push, Updates = moved }, cancellationToken).ConfigureAwait(false);
        _isRecorded = true;
        foreach (var update in moved)
        {
            Log.RefMoved(logger, target.User.Name, target.Repository.Name.ToString(), update.Ref, update.Old, update.New);
        }
    }

    // The latch in git makes this impossible; should it happen all the same, the refs go back and somebody must look.
    private async Task RollBackAsync(IReadOnlyList<RefUpdate> moved, CancellationToken cancellationToken)
    {
        var input = string.Concat(moved.Select(u => $"update {u.Ref}\0{u.Old}\0{u.New}\0"));
        var result = await git.RunAsync(GitCommand.UpdateRefs(target.Directory), cancellationToken, input: Encoding.UTF8.GetBytes(input)).ConfigureAwait(false);
        Log.MovedWithoutVerdict(logger, target.Repository.Name.ToString(), string.Join(", ", moved.Select(u => u.Ref)), result.ExitCode == 0 ? "were rolled back" : $"could not be rolled back ({GitExecutable.Said(result)})");
    }

    private static partial class Log
    {
        [LoggerMessage(1110, LogLevel.Information, "'{User}' moved {Ref} of '{Repository}' from {Old} to {New}.")]
        public static partial void RefMoved(ILogger logger, string user, string repository, string @ref, string old, string @new);

        [LoggerMessage(1111, LogLevel.Information, "A push of '{User}' to '{Repository}' was refused: {Reason}")]
        public static partial void PushRefused(ILogger logger, string user, string repository, string reason);

        [LoggerMessage(1112, LogLevel.Error, "A push of '{User}' to '{Repository}' was refused because it could not be recorded.")]
        public static partial void PushNotRecorded(ILogger logger, string user, string repository, Exception exception);

        [LoggerMessage(1113, LogLevel.Warning, "The outcome of push {Push} to '{Repository}' could not be recorded yet; it is looked at again.")]
        public static partial void OutcomeNotRecorded(ILogger logger, string push, string repository, Exception exception);

        [LoggerMessage(1114, LogLevel.Error, "A call of the hook '{Hook}' in push {Push} to '{Repository}' was forged: wrong token, second use, or nonsense. Find out who runs programs as this account.")]
        public static partial void HookForged(ILogger logger, string hook, string push, string repository);

        [LoggerMessage(1115, LogLevel.Critical, "Refs of '{Repository}' moved without the host's word: {Refs} {Outcome}. Find out how.")]
        public static partial void MovedWithoutVerdict(ILogger logger, string repository, string refs, string outcome);
    }
}
