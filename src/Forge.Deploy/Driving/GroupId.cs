using System.Security.Cryptography;
using System.Text;
using Forge.Deploy.Running;

namespace Forge.Deploy.Driving;

/// <summary>The ids of groups, which name their folders on targets.</summary>
internal static class GroupId
{
    private const int HashBytes = 8;

    /// <summary>Returns the id of a group: its name, or a hash of it where the name cannot be a folder's.</summary>
    public static string Of(string name) =>
        TargetId.IsAllowed(name) ? name : $"group-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, HashBytes))}";
}
