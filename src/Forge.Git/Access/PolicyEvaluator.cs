namespace Forge.Git.Access;

/// <summary>Says whether a policy allows an action. Pure and total: default deny, and an explicit deny wins.</summary>
internal static class PolicyEvaluator
{
    private static readonly PolicyDecision Nothing = new(false, null);

    /// <summary>Decides.</summary>
    /// <param name="statements">The policy.</param>
    /// <param name="action">What is wanted.</param>
    /// <param name="repository">The repository's name.</param>
    /// <param name="reference">The full name of the ref; null while it is unknown, which is always so for a pull.</param>
    public static PolicyDecision Decide(IReadOnlyList<PolicyStatement> statements, GitAction action, string repository, string? reference)
    {
        var decision = Nothing;
        foreach (var statement in statements)
        {
            if (!Applies(statement, action, repository, reference))
            {
                continue;
            }

            if (statement.Effect is PolicyEffect.Deny)
            {
                return new PolicyDecision(false, statement.Id);
            }

            decision = decision.IsAllowed ? decision : new PolicyDecision(true, statement.Id);
        }

        return decision;
    }

    private static bool Applies(PolicyStatement statement, GitAction action, string repository, string? reference) =>
        statement.Actions.Any(a => a.IsMatch(action.Name()))
        && statement.Resources.Any(r => r.IsMatch(repository))
        && (statement.References.Count == 0 || MatchesReference(statement, action, reference));

    // While the ref of a push is unknown, a statement about some refs may allow (some ref could match) but not deny (some may not).
    private static bool MatchesReference(PolicyStatement statement, GitAction action, string? reference) =>
        action is not GitAction.Pull
        && (reference is null
            ? statement.Effect is PolicyEffect.Allow
            : statement.References.All(condition => condition.Any(w => w.IsMatch(reference))));
}
