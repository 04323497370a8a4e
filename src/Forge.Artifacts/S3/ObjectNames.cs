using System.Security.Cryptography;
using System.Text;

namespace Forge.Artifacts.S3;

/// <summary>The names of objects: an artifact has the name of its key, so that other programs find it too; what is the store's own lies below a name that no key may begin with.</summary>
internal sealed class ObjectNames(string prefix)
{
    private const int LongestName = 1024;
    private const string Own = ".forge/";

    private readonly string _prefix = prefix.Trim('/') is { Length: > 0 } trimmed ? trimmed + "/" : "";

    /// <summary>Gets what the names of all objects begin with.</summary>
    public string All => _prefix;

    /// <summary>Gets what the names of the records of uploads begin with.</summary>
    public string AllRecords => $"{Owned}uploads/";

    /// <summary>Gets what the names of probes begin with.</summary>
    public string AllProbes => $"{Owned}probes/";

    private string Owned => _prefix + Own;

    /// <summary>Returns the name of an artifact.</summary>
    /// <exception cref="ArgumentException">The key cannot be the name of an artifact here.</exception>
    public string Of(ArtifactKey key)
    {
        if (key.Value.StartsWith(Own, StringComparison.Ordinal))
        {
            throw new ArgumentException($"The key '{key}' begins with '{Own}', where the store keeps what is its own. Choose another key.", nameof(key));
        }

        var name = _prefix + key.Value;
        var length = Encoding.UTF8.GetByteCount(name);
        return length <= LongestName
            ? name
            : throw new ArgumentException($"The key '{key}' has {length} bytes together with the prefix '{_prefix}', and a name may have {LongestName}. Shorten either.", nameof(key));
    }

    /// <summary>Returns the key of an object, or null when it is not an artifact's.</summary>
    public ArtifactKey? KeyOf(string name) =>
        name.StartsWith(_prefix, StringComparison.Ordinal)
            && !name.AsSpan(_prefix.Length).StartsWith(Own, StringComparison.Ordinal)
            && ArtifactKey.TryParse(name[_prefix.Length..], out var key)
            ? key
            : null;

    /// <summary>Returns what the names of the records of all uploads of an artifact begin with.</summary>
    public string Records(string name) => $"{AllRecords}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}-";

    /// <summary>Returns the name of the record of an upload.</summary>
    public string Record(UploadTarget target) => Records(target.Name) + target.Seal;

    /// <summary>Returns the name of a seal.</summary>
    public string Seal(string token) => $"{Owned}seals/{token}";

    /// <summary>Returns a name that nothing has.</summary>
    public string NewProbe() => $"{AllProbes}{Guid.NewGuid():N}";
}
