namespace Forge.Build;

/// <summary>Where the value of a <see cref="BuildVariable"/> comes from.</summary>
public enum BuildVariableType
{
    /// <summary>The value is what is written. It is not masked in the log.</summary>
    Plaintext,

    /// <summary>The value is the name of a parameter in the host's <see cref="IParameterStore"/>. What it holds is masked in the log.</summary>
    ParameterStore,

    /// <summary>The value is a reference to the host's <see cref="ISecretStore"/>: <c>id[:key[:stage[:version]]]</c>. What it holds is masked in the log.</summary>
    SecretsManager,
}
