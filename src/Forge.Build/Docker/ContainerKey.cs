namespace Forge.Build.Docker;

/// <summary>What a container is made for. Two builds with equal keys can have each other's prepared containers.</summary>
internal sealed record ContainerKey
{
    /// <summary>Gets the image, as the build names it.</summary>
    public required ImageReference Image { get; init; }

    /// <summary>Gets what the engine understood by that name: a tag may move.</summary>
    public required string ImageId { get; init; }

    /// <summary>Gets the image by its name and what that was understood to be.</summary>
    public ImageReference Exactly => Image.Value.Contains('@', StringComparison.Ordinal) ? Image : ImageReference.Parse($"{Image.Value}@{ImageId}");

    /// <summary>Gets how much of the machine the container may use.</summary>
    public required ResourceLimits Limits { get; init; }

    /// <summary>Gets a value indicating whether the container has every right of the machine's administrator.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>Gets a value indicating whether the container may give orders to the engine that it runs on.</summary>
    public bool ControlsEngine { get; init; }
}
