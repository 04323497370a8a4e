using System.Security.Cryptography;
using System.Text;

namespace Forge.Pipelines;

/// <summary>Names a build after its cause, so that the same cause, told twice, starts one build.</summary>
internal static class DerivedBuildId
{
    /// <summary>Makes the id: a UUID of the version for hashes of one's own choice.</summary>
    /// <param name="cause">What the build is for, in parts.</param>
    public static string Of(params ReadOnlySpan<string> cause)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', cause)));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }
}
