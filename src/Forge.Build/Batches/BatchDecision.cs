using Forge.Build.Driving;

namespace Forge.Build.Batches;

/// <summary>What is to be done for a batch whose builds run.</summary>
internal sealed record BatchDecision
{
    /// <summary>Gets the identifiers of the builds that begin now.</summary>
    public IReadOnlyList<string> Start { get; init; } = [];

    /// <summary>Gets the identifiers of the builds that will never begin.</summary>
    public IReadOnlyList<string> Skip { get; init; } = [];

    /// <summary>Gets a value indicating whether everything that runs is to be stopped.</summary>
    public bool StopsAll { get; init; }

    /// <summary>Gets how the builds ended; null while some have not.</summary>
    public PhaseOutcome? Outcome { get; init; }
}
