using System.Text.Json.Serialization;
using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>A build as it was asked for: what its project says, with what the request says laid over it. Complete, and kept in the journal.</summary>
internal sealed record BuildDefinition
{
    public required string Project { get; init; }

    public required SourceDefinition Source { get; init; }

    public IReadOnlyDictionary<string, SourceDefinition> SecondarySources { get; init; } = new Dictionary<string, SourceDefinition>();

    public string Buildspec { get; init; } = "";

    public required string Executor { get; init; }

    public string? ImageName { get; init; }

    public ResourceLimits Limits { get; init; } = new();

    public bool IsPrivileged { get; init; }

    /// <summary>Gets the variables; no name is there twice.</summary>
    public IReadOnlyList<BuildVariable> Variables { get; init; } = [];

    /// <summary>Gets a value indicating whether the request had secrets by value, which only the memory of the host that took it holds.</summary>
    public bool HasSecrets { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required TimeSpan QueuedTimeout { get; init; }

    public int? ConcurrentBuildLimit { get; init; }

    public bool IsDebugSession { get; init; }

    public string Initiator { get; init; } = "";

    /// <summary>Gets where the primary artifact goes.</summary>
    public ArtifactDestination Artifact { get; init; } = new() { IsStored = false };

    /// <summary>Gets where the secondary artifacts go; null when each goes beside the primary one.</summary>
    public IReadOnlyList<ArtifactDestination>? SecondaryArtifacts { get; init; }

    public BuildCacheType Cache { get; init; }

    public string CacheNamespace { get; init; } = "";

    public string LogGroup { get; init; } = "";

    public string LogStreamPrefix { get; init; } = "";

    public IReadOnlyDictionary<string, string> Webhook { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets how often a build like this may still be started anew by itself.</summary>
    public int RetriesLeft { get; init; }

    /// <summary>Gets how often a build like this may still be started anew by itself when its environment is lost.</summary>
    public int FaultRetriesLeft { get; init; }

    /// <summary>Gets the build that this one repeats, or null.</summary>
    public string? RetryOf { get; init; }

    /// <summary>Gets the identifier of the build in its batch; empty for none.</summary>
    public string BatchIdentifier { get; init; } = "";

    /// <summary>Gets what ends the names of the build's report groups; empty for nothing.</summary>
    public string ReportSuffix { get; init; } = "";

    /// <summary>Gets the variables that come from the stores, as a buildspec would name them.</summary>
    [JsonIgnore]
    public EnvironmentSpec StoredVariables => new()
    {
        ParameterStore = [.. Of(BuildVariableType.ParameterStore, name => name)],
        SecretsManager = [.. Of(BuildVariableType.SecretsManager, reference => SecretKeySpec.Parse(reference, out _)!)],
    };

    /// <summary>Gets whose caches the build shares.</summary>
    [JsonIgnore]
    public string CacheScope => CacheNamespace.Length > 0 ? CacheNamespace : Project;

    /// <summary>Gets the image, or null for the executor's own choice.</summary>
    [JsonIgnore]
    public ImageReference? Image => ImageName is null ? null : ImageReference.Parse(ImageName);

    private IEnumerable<KeyValuePair<string, T>> Of<T>(BuildVariableType type, Func<string, T> read) =>
        Variables.Where(variable => variable.Type == type).Select(variable => KeyValuePair.Create(variable.Name, read(variable.Value)));
}
