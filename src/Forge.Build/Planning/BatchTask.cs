using System.Globalization;
using System.Text.Json.Serialization;
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

    /// <summary>Gets the number of the build among those that share the tests of one build, from 1; 0 for none of them.</summary>
    public int Shard { get; init; }

    /// <summary>Gets what ends the names of the build's report groups; empty for nothing.</summary>
    [JsonIgnore]
    public string ReportSuffix => Shard == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"BuildFanoutShard{Shard}");

    /// <summary>Gets what differs from the project.</summary>
    public required BatchEnvironmentSpec Environment { get; init; }
}
