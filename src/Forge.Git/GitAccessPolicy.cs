using Forge.Git.Access;

namespace Forge.Git;

/// <summary>What a user may do with which repositories and refs: a policy document in the manner of AWS IAM.</summary>
/// <remarks>
/// <para>Immutable. <c>{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"codecommit:GitPush","Resource":"shop-*",
/// "Condition":{"StringLike":{"codecommit:References":["refs/heads/feature/*"]}}}]}</c>. Nothing is allowed unless a statement
/// allows it, and a statement that denies wins over all that allow.</para>
/// <para>Actions: <c>codecommit:GitPull</c>; <c>codecommit:GitPush</c>, which creates, fast-forwards and deletes refs;
/// <c>forge:GitForcePush</c>, which a push that is no fast-forward needs besides; wildcards, as in <c>codecommit:*</c>. Resources
/// are repository names with <c>*</c>. Conditions on <c>codecommit:References</c> take full ref names with StringEquals, or with
/// <c>*</c> and StringLike, and concern pushes only.</para>
/// <para>A push is checked twice: for the repository before its refs are known, when it passes if some ref might be allowed, and
/// then for each ref.</para>
/// </remarks>
public sealed class GitAccessPolicy
{
    private readonly string _json;

    private GitAccessPolicy(IReadOnlyList<PolicyStatement> statements, string json)
    {
        Statements = statements;
        _json = json;
    }

    /// <summary>Gets the policy that allows nothing.</summary>
    public static GitAccessPolicy None { get; } = ForRepositories([], []);

    internal IReadOnlyList<PolicyStatement> Statements { get; }

    /// <summary>Reads a policy document.</summary>
    /// <param name="json">The document.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="FormatException">The document is no JSON, or holds what Forge does not know: nothing is ignored.</exception>
    public static GitAccessPolicy Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new GitAccessPolicy(PolicyReader.Read(json), json);
    }

    /// <summary>Makes a policy from lists of repository names, each of which may hold <c>*</c>.</summary>
    /// <param name="pull">The repositories that may be cloned and fetched.</param>
    /// <param name="push">The repositories that may be cloned, fetched and pushed to.</param>
    /// <param name="forcePush">The repositories whose history may also be rewritten; none if null.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="FormatException">A name is empty or holds what no repository name can hold.</exception>
    public static GitAccessPolicy ForRepositories(IEnumerable<string> pull, IEnumerable<string> push, IEnumerable<string>? forcePush = null)
    {
        ArgumentNullException.ThrowIfNull(pull);
        ArgumentNullException.ThrowIfNull(push);
        return Parse(PolicyWriter.Write([.. pull], [.. push], [.. forcePush ?? []]));
    }

    /// <summary>Returns the policy document.</summary>
    /// <returns>The text that was read.</returns>
    public string ToJson() => _json;
}
