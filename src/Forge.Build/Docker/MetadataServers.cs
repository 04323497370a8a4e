namespace Forge.Build.Docker;

/// <summary>Where clouds tell a machine its secrets: whoever reaches one of these from the machine gets the machine's rights in its cloud.</summary>
internal static class MetadataServers
{
    /// <summary>Gets the addresses of metadata, credential and identity servers that are link-local.</summary>
    /// <remarks>The first is that of AWS, Azure, Google, Oracle, OpenStack and others; then ECS, EKS, Tencent, Scaleway.</remarks>
    public static IReadOnlyList<string> LinkLocal { get; } = ["169.254.169.254", "169.254.170.2", "169.254.170.23", "169.254.0.23", "169.254.42.42"];

    /// <summary>Gets all ranges: link-local as a whole, then Alibaba, Azure's wire server, Oracle's former one.</summary>
    public static IReadOnlyList<string> Ranges { get; } = ["169.254.0.0/16", "100.100.100.200", "168.63.129.16", "192.0.0.192"];

    /// <summary>Gets names of them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["metadata.google.internal", "metadata.azure.internal", "instance-data"];
}
