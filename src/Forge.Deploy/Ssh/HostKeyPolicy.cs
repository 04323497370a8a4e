namespace Forge.Deploy.Ssh;

/// <summary>Decides whether a host is who it should be. Pure.</summary>
internal sealed class HostKeyPolicy
{
    private static readonly string[] Types = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"];

    private const string CertificateSuffix = "-cert-v01@openssh.com";

    private readonly string _target;
    private readonly string? _pin;
    private readonly string _host;
    private readonly string _source;
    private readonly IReadOnlyList<KnownHost> _known;

    private HostKeyPolicy(string target, string? pin, string source, IReadOnlyList<KnownHost> known, string host)
    {
        _host = host;
        _target = target;
        _pin = pin;
        _source = source;
        _known = known;
    }

    /// <summary>Gets the types of keys to ask the host for, best first. Of a known host, those that are known; the pin may be of any type.</summary>
    /// <remarks>A host that an authority may certify is asked for certificates first. The types of keys follow: the library needs them for the authority's.</remarks>
    public IReadOnlyList<string> KeyTypes
    {
        get
        {
            var known = Types.Where(t => _known.Any(k => k.KeyType == t && !k.IsAuthority)).ToList();
            var isCertified = _known.Any(k => k is { IsAuthority: true, IsRevoked: false });
            return isCertified ? [.. Types.Select(t => t + CertificateSuffix), .. known.Union(Types)] : _known.Count == 0 ? Types : known;
        }
    }

    /// <summary>Gets a value indicating whether the host may have another key, of a type that comes later, which is the pinned one.</summary>
    public bool AnyType => _pin is not null;

    /// <summary>Makes a policy that accepts one key.</summary>
    /// <param name="target">The target's name.</param>
    /// <param name="fingerprint">The key's fingerprint.</param>
    public static HostKeyPolicy Pinned(string target, string fingerprint) => new(target, fingerprint.TrimEnd('='), "HostKey", [], "");

    /// <summary>Makes a policy that accepts what a known_hosts file says.</summary>
    /// <param name="target">The target's name.</param>
    /// <param name="path">The file.</param>
    /// <param name="known">The file's lines about the host.</param>
    /// <param name="host">The host's name or address, which a certificate must be for.</param>
    public static HostKeyPolicy Known(string target, string path, IReadOnlyList<KnownHost> known, string host) => new(target, null, $"'{path}'", known, host);

    /// <summary>Returns why the key is refused, or null when it is accepted.</summary>
    public string? Refuse(ReadOnlySpan<byte> key)
    {
        var fingerprint = HostKeyFingerprint.Of(key);
        if (_pin is not null)
        {
            return fingerprint == _pin ? null : Changed(fingerprint, _pin);
        }

        foreach (var known in _known)
        {
            if (key.SequenceEqual(known.Key) && known.IsRevoked)
            {
                return $"'{_target}' showed the host key {fingerprint}, which {_source} marks as revoked. No command was sent. Give the host a new key.";
            }
        }

        foreach (var known in _known)
        {
            if (key.SequenceEqual(known.Key) && !known.IsAuthority)
            {
                return null;
            }
        }

        var expected = _known.Where(k => k is { IsRevoked: false, IsAuthority: false }).Select(k => HostKeyFingerprint.Of(k.Key)).ToList();
        return expected.Count == 0
            ? $"'{_target}' showed the host key {fingerprint}, and {_source} does not know the host. No command was sent. "
                + $"Compare it with 'ssh-keygen -lf' on the host, and add the key to {_source} or set HostKey."
            : Changed(fingerprint, string.Join(" or ", expected));
    }

    /// <summary>Returns why the certificate is refused, or null when it is accepted.</summary>
    public string? Refuse(HostCertificate certificate, DateTimeOffset now)
    {
        var authority = HostKeyFingerprint.Of(certificate.Authority);
        var seconds = (ulong)Math.Max(0, now.ToUnixTimeSeconds());
        var about = _known.Where(k => certificate.Authority.AsSpan().SequenceEqual(k.Key)).ToList();
        var why = certificate switch
        {
            _ when about.Exists(k => k.IsRevoked) => $"{_source} marks the authority {authority} as revoked",
            _ when _known.Any(k => k.IsRevoked && certificate.Key.AsSpan().SequenceEqual(k.Key)) => $"{_source} marks the key {HostKeyFingerprint.Of(certificate.Key)} that it is for as revoked",
            _ when !about.Exists(k => k.IsAuthority) => $"{_source} does not know its authority {authority} for this host",
            { IsForHosts: false } => "it is for users, not for hosts",
            { HasCriticalOptions: true } => "it has critical options, which nobody knows for hosts",
            _ when seconds < certificate.ValidFrom => "it does not hold yet",
            _ when seconds >= certificate.ValidTo => "it has expired",
            { Principals.Count: > 0 } when !certificate.Principals.Contains(_host, StringComparer.OrdinalIgnoreCase) => $"it is for '{string.Join("', '", certificate.Principals)}', not for '{_host}'",
            _ => null,
        };
        return why is null ? null : $"'{_target}' showed a host certificate that is not accepted: {why}. No command was sent. Look at it with 'ssh-keygen -L' on the host.";
    }

    private string Changed(string shown, string expected) =>
        $"'{_target}' showed the host key {shown}, but {_source} expects {expected}. No command was sent. "
        + $"Somebody may have taken the address; if the host has a new key, compare it with 'ssh-keygen -lf' on the host and put it into {_source}.";
}
