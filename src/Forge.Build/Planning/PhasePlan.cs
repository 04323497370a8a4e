using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>One phase with commands.</summary>
internal sealed record PhasePlan
{
    /// <summary>Gets the phase.</summary>
    public required BuildPhase Phase { get; init; }

    /// <summary>Gets the commands.</summary>
    public required IReadOnlyList<PlannedCommand> Commands { get; init; }

    /// <summary>Gets the commands that run after the others in any case.</summary>
    public required IReadOnlyList<PlannedCommand> Finally { get; init; }

    /// <summary>Gets the user who runs them; empty for the environment's administrator.</summary>
    public string User { get; init; } = "";

    /// <summary>Gets what its author wants after a failure.</summary>
    public required OnFailure OnFailure { get; init; }

    /// <summary>Gets the phase that follows a success.</summary>
    public required BuildPhase NextOnSuccess { get; init; }

    /// <summary>Gets the phase that follows a failure.</summary>
    public required BuildPhase NextOnFailure { get; init; }

    /// <summary>Gets how often the phase is run at most.</summary>
    public required int Tries { get; init; }

    /// <summary>Gets the regular expression that the output of a failed try must match for another one; empty for any output.</summary>
    public required string RetryPattern { get; init; }

    /// <summary>Gets all commands.</summary>
    public IEnumerable<PlannedCommand> All => Commands.Concat(Finally);
}
