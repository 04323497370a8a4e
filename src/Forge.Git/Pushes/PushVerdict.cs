namespace Forge.Git.Pushes;

/// <summary>What the rules say about a push.</summary>
internal sealed record PushVerdict
{
    /// <summary>Gets why the push is refused; empty when it is allowed.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Gets the updates that are allowed only if they are fast-forwards.</summary>
    public required IReadOnlyList<RefUpdate> FastForwardOnly { get; init; }

    public bool IsAllowed => Reasons.Count == 0;

    public static PushVerdict Refuse(IReadOnlyList<string> reasons) => new() { Reasons = reasons, FastForwardOnly = [] };

    public static PushVerdict Allow(IReadOnlyList<RefUpdate> fastForwardOnly) => new() { Reasons = [], FastForwardOnly = fastForwardOnly };
}
