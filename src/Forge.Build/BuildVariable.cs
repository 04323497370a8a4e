namespace Forge.Build;

/// <summary>An environment variable that a project or a request sets for the commands of a build.</summary>
public sealed record BuildVariable
{
    /// <summary>Gets the name: letters, digits and underscores, not beginning with a digit.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the value, or where it is kept; <see cref="Type"/> says which.</summary>
    public required string Value { get; init; }

    /// <summary>Gets where the value comes from.</summary>
    /// <value>The default is <see cref="BuildVariableType.Plaintext"/>.</value>
    public BuildVariableType Type { get; init; }
}
