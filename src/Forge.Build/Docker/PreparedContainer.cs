namespace Forge.Build.Docker;

/// <summary>A container that waits for a build.</summary>
/// <param name="Key">Which builds may have it.</param>
/// <param name="Container">The container.</param>
/// <param name="Since">When it was ready, as a timestamp of the clock.</param>
internal sealed record PreparedContainer(ContainerKey Key, EngineContainer Container, long Since);
