namespace Forge.Build.Specs;

/// <summary>What a build of a batch has different from its project. What is not named here stays.</summary>
internal sealed record BatchEnvironmentSpec
{
    /// <summary>Gets <c>compute-type</c>; empty for the project's.</summary>
    public string ComputeType { get; init; } = "";

    /// <summary>Gets <c>fleet</c>; empty for the project's.</summary>
    public string Fleet { get; init; } = "";

    /// <summary>Gets <c>image</c>; empty for the project's.</summary>
    public string Image { get; init; } = "";

    /// <summary>Gets <c>type</c>; empty for the project's.</summary>
    public string Type { get; init; } = "";

    /// <summary>Gets <c>privileged-mode</c>; null for the project's.</summary>
    public bool? PrivilegedMode { get; init; }

    /// <summary>Gets the variables, which win over those of the project and of the buildspec.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];
}
