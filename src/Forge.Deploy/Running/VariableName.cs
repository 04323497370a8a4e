using System.Text.RegularExpressions;

namespace Forge.Deploy.Running;

/// <summary>Names of environment variables as a POSIX shell knows them.</summary>
internal static partial class VariableName
{
    /// <summary>Tells whether a shell can set a variable of this name.</summary>
    public static bool IsValid(string name) => Allowed().IsMatch(name);

    /// <summary>Returns the name when it is valid.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string Checked(string name) =>
        IsValid(name)
            ? name
            : throw new ArgumentException($"'{name}' cannot name an environment variable: use letters, digits and underscores, not a digit first.", nameof(name));

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Allowed();
}
