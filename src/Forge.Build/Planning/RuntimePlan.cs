namespace Forge.Build.Planning;

/// <summary>How the runtimes that a buildspec asks for are chosen.</summary>
internal sealed record RuntimePlan
{
    /// <summary>Gets the plan of a build that asks for none.</summary>
    public static RuntimePlan None { get; } = new();

    /// <summary>Gets the commands, each with what the shell reads before it.</summary>
    public IReadOnlyList<(string Text, string Before)> Commands { get; init; } = [];

    /// <summary>Gets what the log says of the choice.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>Gets why there is no choice; empty when there is one.</summary>
    public string Problem { get; init; } = "";
}
