namespace Forge.Build;

/// <summary>What a build asks of an executor.</summary>
public sealed record BuildEnvironmentSpec
{
    /// <summary>Gets the id of the build: letters, digits and dashes. Names what is created, so that a leftover tells whose it is.</summary>
    public required string BuildId { get; init; }

    /// <summary>Gets the image to run in, or null for the executor's default. Ignored by executors without images.</summary>
    public ImageReference? Image { get; init; }

    /// <summary>Gets how much of the machine the build may use.</summary>
    public ResourceLimits Limits { get; init; } = new();
}
