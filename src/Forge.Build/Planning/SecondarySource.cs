using Forge.Git;

namespace Forge.Build.Planning;

/// <summary>One of a build's sources beside the primary one.</summary>
internal sealed record SecondarySource
{
    /// <summary>Gets the identifier: letters, digits and underscores.</summary>
    public required string Identifier { get; init; }

    /// <summary>Gets its directory, as commands see it.</summary>
    public required string Directory { get; init; }

    /// <summary>Gets the commit, or null.</summary>
    public SourceRevision? Revision { get; init; }

    /// <summary>Gets the version that was asked for; empty for none.</summary>
    public string Version { get; init; } = "";
}
