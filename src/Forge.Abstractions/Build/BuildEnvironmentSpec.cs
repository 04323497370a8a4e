namespace Forge.Build;

/// <summary>What a build asks of an executor.</summary>
public sealed record BuildEnvironmentSpec
{
    /// <summary>Gets the id of the build: letters, digits and dashes. Names what is created, so that a leftover tells whose it is.</summary>
    public required string BuildId { get; init; }

    /// <summary>Gets the project that the build belongs to. What it is allowed beyond others, the executor's own options say.</summary>
    public required string Project { get; init; }

    /// <summary>Gets the image to run in, or null for the executor's default. Ignored by executors without images.</summary>
    public ImageReference? Image { get; init; }

    /// <summary>Gets how much of the machine the build may use.</summary>
    public ResourceLimits Limits { get; init; } = new();

    /// <summary>Gets a value indicating whether the build asks for the rights of the machine's administrator, to run an engine of its own for example. A setting of
    /// the project, never of its sources. An executor refuses it unless its options allow it to <see cref="Project"/>.</summary>
    /// <value>The default is false.</value>
    public bool IsPrivileged { get; init; }
}
