using System.Globalization;

namespace Forge.Testing;

/// <summary>How often a test repeats what it tests: few times in a usual run, many in the scenario that sets the variable.</summary>
public static class Times
{
    /// <summary>Reads it.</summary>
    /// <param name="variable">The environment variable that a scenario sets.</param>
    /// <param name="usual">How often otherwise.</param>
    public static int Of(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
