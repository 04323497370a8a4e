namespace Forge.Build.Specs;

/// <summary>One phase of a buildspec.</summary>
internal sealed record PhaseSpec
{
    /// <summary>Gets the user for this phase; empty for that of the whole file.</summary>
    public string RunAs { get; init; } = "";

    /// <summary>Gets what happens when the phase fails.</summary>
    public OnFailureSpec OnFailure { get; init; } = OnFailureSpec.Default;

    /// <summary>Gets the commands.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>Gets the commands that run after the others, whether those failed or not.</summary>
    public IReadOnlyList<string> Finally { get; init; } = [];

    /// <summary>Gets the runtimes and their versions. Only <c>install</c> has them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RuntimeVersions { get; init; } = [];
}
