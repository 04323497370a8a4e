using Forge.Build.Specs;
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

    /// <summary>Gets the values that the buildspec takes from the parameter store and the secret store, by variable.</summary>
    public IReadOnlyDictionary<string, SecretValue> Secrets { get; init; } = new Dictionary<string, SecretValue>();

    /// <summary>Gets the secret values that the project and the request set: those that they take from the stores, and those that the request gave itself.</summary>
    public IReadOnlyDictionary<string, SecretValue> RequestSecrets { get; init; } = new Dictionary<string, SecretValue>();

    /// <summary>Gets the sources beside the primary one.</summary>
    public IReadOnlyList<SecondarySource> SecondarySources { get; init; } = [];

    /// <summary>Gets the credential for the primary source; null for none.</summary>
    public SourceCredential? Credential { get; init; }

    /// <summary>Gets the runtimes that the image offers; null when it offers none.</summary>
    public RuntimeCatalog? Runtimes { get; init; }

    /// <summary>Gets a value indicating whether the build stops at breakpoints.</summary>
    public bool HasDebugging { get; init; }

    /// <summary>Gets a value indicating whether the host can keep a cache for the project.</summary>
    public bool HasCache { get; init; }

    /// <summary>Gets what <c>AWS_REGION</c> says; empty for nothing.</summary>
    public string Region { get; init; } = "local";

    /// <summary>Gets what <c>CODEBUILD_KMS_KEY_ID</c> says; empty for nothing.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>Gets the identifier of the build in its batch; empty for none.</summary>
    public string BatchIdentifier { get; init; } = "";

    /// <summary>Gets where people see the build; empty for nowhere.</summary>
    public string BuildUrl { get; init; } = "";

    /// <summary>Gets where everybody sees the build; empty for nowhere.</summary>
    public string PublicBuildUrl { get; init; } = "";

    /// <summary>Gets what started the build when a webhook did: <c>EVENT</c>, <c>HEAD_REF</c> and so on, without <c>CODEBUILD_WEBHOOK_</c>.</summary>
    public IReadOnlyDictionary<string, string> Webhook { get; init; } = new Dictionary<string, string>();

    /// <summary>Gives a build the name that the reference would give it.</summary>
    public static string Arn(string project, string buildId) => $"arn:forge:codebuild:local:forge:build/{project}:{buildId}";
}
