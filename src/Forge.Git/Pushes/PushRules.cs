using Forge.Git.Access;

namespace Forge.Git.Pushes;

/// <summary>Decides about a push before git moves anything. Pure: what needs a look at the history is handed back as a question.</summary>
internal static class PushRules
{
    /// <summary>CodeCommit's limit on the refs of one push.</summary>
    public const int MaxUpdates = 4000;

    private const int MaxReasons = 20;

    /// <summary>Decides by name and policy.</summary>
    public static PushVerdict Check(GitUser user, string repository, IReadOnlyList<RefUpdate> updates)
    {
        if (updates.Count > MaxUpdates)
        {
            return PushVerdict.Refuse([$"Too many reference update commands: a push may hold at most {MaxUpdates}, this one holds {updates.Count}."]);
        }

        var reasons = updates.Select(u => Refuse(user, repository, u)).OfType<string>().ToList();
        return reasons.Count > 0
            ? PushVerdict.Refuse([.. reasons.Take(MaxReasons), .. reasons.Count > MaxReasons ? [$"... and {reasons.Count - MaxReasons} more."] : Array.Empty<string>()])
            : PushVerdict.Allow([.. updates.Where(u => NeedsFastForward(user, repository, u))]);
    }

    /// <summary>Says why an update that turned out to be no fast-forward is refused.</summary>
    public static string RefuseForce(GitUser user, RefUpdate update) =>
        $"{update.Ref}: not a fast-forward, and '{user.Name}' may not rewrite history here ({GitAction.ForcePush.Name()}). Fetch and merge first.";

    private static bool NeedsFastForward(GitUser user, string repository, RefUpdate update) =>
        update is { Creates: false, Deletes: false } && !PolicyEvaluator.Decide(user.Policy.Statements, GitAction.ForcePush, repository, update.Ref).IsAllowed;

    private static string? Refuse(GitUser user, string repository, RefUpdate update)
    {
        if (!GitRef.TryParse(update.Ref, out var name) || update.Ref.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return $"{update.Ref}: not an allowed ref name.";
        }

        if (!name.IsBranch && !name.IsTag)
        {
            return $"{update.Ref}: only branches and tags may be pushed.";
        }

        var decision = PolicyEvaluator.Decide(user.Policy.Statements, GitAction.Push, repository, update.Ref);
        return decision switch
        {
            { IsAllowed: true } => null,
            { StatementId: { } id } => $"{update.Ref}: {GitAction.Push.Name()} is denied to '{user.Name}' by statement '{id}'.",
            _ => $"{update.Ref}: {GitAction.Push.Name()} is not allowed to '{user.Name}'.",
        };
    }
}
