namespace Forge.Testing;

/// <summary>A real Docker Engine with a bridge and firewall rules, in a network namespace of its own. Containers reach no other network.</summary>
public sealed class BridgedDockerDaemon() : DockerDaemon(["bridge"]);
