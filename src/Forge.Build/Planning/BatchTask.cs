using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>One build of a batch.</summary>
internal sealed record BatchTask
{
    /// <summary>Gets the identifier, unique in the batch.</summary>
    public required string Identifier { get; init; }

    /// <summary>Gets the buildspec; empty for the one that the batch stands in.</summary>
    public string BuildSpec { get; init; } = "";

    /// <summary>Gets the identifiers of the builds that end before this one begins.</summary>
    public IReadOnlyList<string> DependOn { get; init; } = [];

    /// <summary>Gets a value indicating whether the batch succeeds although this build fails.</summary>
    public bool IgnoreFailure { get; init; }

    /// <summary>Gets a value indicating whether the build stops at breakpoints.</summary>
    public bool DebugSession { get; init; }

    /// <summary>Gets what differs from the project.</summary>
    public required BatchEnvironmentSpec Environment { get; init; }
}
