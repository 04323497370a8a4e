namespace Forge.Deploy.Ssh;

/// <summary>A certificate that a host showed. That the authority has signed it, and that the host has its key, is checked already.</summary>
/// <param name="Authority">The key of the authority.</param>
/// <param name="IsForHosts">Whether it certifies a host, not a user.</param>
/// <param name="Principals">The names that it is for; none for any.</param>
/// <param name="ValidFrom">When it begins to hold, in seconds since 1970.</param>
/// <param name="ValidTo">When it ceases to hold, in seconds since 1970.</param>
/// <param name="HasCriticalOptions">Whether it holds only under conditions, none of which exists for hosts.</param>
internal sealed record HostCertificate(byte[] Authority, bool IsForHosts, IReadOnlyList<string> Principals, ulong ValidFrom, ulong ValidTo, bool HasCriticalOptions)
{
    /// <summary>Gets the host's own key, which the certificate is for.</summary>
    public byte[] Key { get; init; } = [];
}
