using System.Text.RegularExpressions;

namespace Forge.Deploy.Running;

/// <summary>Names that become folders on a target: of steps, groups and deployments.</summary>
internal static partial class TargetId
{
    private static readonly string[] Reserved = ["deployment-instructions", "deployment-logs", "ongoing-deployment"];

    /// <summary>Returns the id when it can name a folder.</summary>
    /// <exception cref="ArgumentException">It holds anything but letters, digits, dots, dashes and underscores, begins with a dot or a
    /// dash, is longer than 200 characters, or names a folder of the runner's own.</exception>
    public static string Checked(string id) =>
        IsAllowed(id)
            ? id
            : throw new ArgumentException(
                $"'{id}' cannot name a folder on a target: use 1 to 200 letters, digits, dots, dashes and underscores, not a dot or a dash first.", nameof(id));

    /// <summary>Tells whether an id can name a folder.</summary>
    public static bool IsAllowed(string id) => Allowed().IsMatch(id) && !Reserved.Contains(id, StringComparer.Ordinal);

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,199}\z")]
    private static partial Regex Allowed();
}
