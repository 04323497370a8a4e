namespace Forge.Build.Specs;

/// <summary><c>env</c> of a buildspec.</summary>
internal sealed record EnvironmentSpec
{
    /// <summary>Gets the shell that runs the commands; empty for <c>sh</c>.</summary>
    public string Shell { get; init; } = "";

    /// <summary>Gets the variables, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    /// <summary>Gets the variables that come from parameters: variable, then name of the parameter.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ParameterStore { get; init; } = [];

    /// <summary>Gets the variables that come from secrets.</summary>
    public IReadOnlyList<KeyValuePair<string, SecretKeySpec>> SecretsManager { get; init; } = [];

    /// <summary>Gets the variables whose last values the build hands on.</summary>
    public IReadOnlyList<string> ExportedVariables { get; init; } = [];

    /// <summary>Gets a value indicating whether commands may use the credentials of the source with Git.</summary>
    public bool GitCredentialHelper { get; init; }
}
