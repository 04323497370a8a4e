namespace Forge.Deploy.Ssh;

/// <summary>A line of a known_hosts file that is about the host.</summary>
/// <param name="KeyType">The key's type, as in <c>ssh-ed25519</c>.</param>
/// <param name="Key">The key.</param>
/// <param name="IsRevoked">Whether the line says that the key must not be accepted any more.</param>
/// <param name="IsAuthority">Whether the key is not the host's own but of an authority that certifies it.</param>
internal sealed record KnownHost(string KeyType, byte[] Key, bool IsRevoked, bool IsAuthority = false);
