using System.Security.Cryptography;
using Forge.Deploy.Running;

namespace Forge.Deploy.Driving;

/// <summary>The ids of deployments.</summary>
internal static class DeploymentId
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Length = 9;
    private const int Most = 64;

    /// <summary>Makes a new id, as in <c>d-7F3KQ2MZX</c>.</summary>
    public static string Create() => $"d-{RandomNumberGenerator.GetString(Alphabet, Length)}";

    /// <summary>Tells whether a text can be an id. It names folders on targets.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= Most && char.IsAsciiLetterOrDigit(text[0]) && TargetId.IsAllowed(text);
}
