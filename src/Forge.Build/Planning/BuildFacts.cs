using Forge.Git;

namespace Forge.Build.Planning;

/// <summary>What is known of a build beside its request and its buildspec.</summary>
internal sealed record BuildFacts
{
    /// <summary>Gets the build's id.</summary>
    public required string BuildId { get; init; }

    /// <summary>Gets the build's number.</summary>
    public required long Number { get; init; }

    /// <summary>Gets when it was asked for.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets the directory of the source, as commands see it.</summary>
    public required string SourceDirectory { get; init; }

    /// <summary>Gets the commit, or null.</summary>
    public SourceRevision? Revision { get; init; }

    /// <summary>Gets the version that the request names; empty when it names none.</summary>
    public string SourceVersion { get; init; } = "";

    /// <summary>Gets the values that the buildspec, the project and the request take from the parameter store and the secret store, by variable.</summary>
    public IReadOnlyDictionary<string, SecretValue> Secrets { get; init; } = new Dictionary<string, SecretValue>();

    /// <summary>Gets the secrets that the request gave by value, by variable.</summary>
    public IReadOnlyDictionary<string, SecretValue> RequestSecrets { get; init; } = new Dictionary<string, SecretValue>();
}
