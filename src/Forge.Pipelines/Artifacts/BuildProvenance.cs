using Forge.Artifacts;
using Forge.Artifacts.Provenance;
using Forge.Build;
using Microsoft.Extensions.Logging;

namespace Forge.Pipelines.Artifacts;

/// <summary>Writes down, when a build has succeeded, where its artifacts come from. A build that is told of twice has its provenance once.</summary>
/// <param name="options">The host's name and its key.</param>
/// <param name="store">Where the artifacts are.</param>
/// <param name="secrets">Where the key is; null when there is no secret store.</param>
/// <param name="readBuild">Reads a build.</param>
/// <param name="logger">The log.</param>
internal sealed partial class BuildProvenance(
    BuildProvenanceOptions options, IArtifactStore store, ISecretStore? secrets, Func<string, CancellationToken, Task<BuildResult?>> readBuild, ILogger<BuildProvenance> logger) : IForgeEventSink
{
    private const string Ended = "forge.build.ended";
    private const string SubjectPrefix = "build/";

    private readonly ArtifactProvenance _provenance = new(store);

    /// <inheritdoc/>
    public async Task HandleAsync(ForgeEvent forgeEvent, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (forgeEvent.Type != Ended
            || !forgeEvent.Subject.StartsWith(SubjectPrefix, StringComparison.Ordinal)
            || await readBuild(forgeEvent.Subject[SubjectPrefix.Length..], cancellationToken).ConfigureAwait(false) is not { Status: BuildStatus.Succeeded } build)
        {
            return;
        }

        using var key = await LoadKeyAsync(cancellationToken).ConfigureAwait(false);
        foreach (var artifact in build.Artifacts.Where(artifact => artifact.Info is not null))
        {
            await AttachAsync(build, artifact.Info!.Key, key, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ProvenanceKeyPair?> LoadKeyAsync(CancellationToken cancellationToken) => (options.SigningKey, secrets) switch
    {
        ("", _) => null,
        (_, null) => throw new SecretStoreException($"Provenance is to be signed with the secret '{options.SigningKey}', and the host has no secret store. Register an ISecretStore."),
        var (id, there) => await ProvenanceKeyPair.LoadAsync(there, new SecretReference { Id = id }, cancellationToken).ConfigureAwait(false),
    };

    private async Task AttachAsync(BuildResult build, ArtifactKey artifact, ProvenanceKeyPair? key, CancellationToken cancellationToken)
    {
        try
        {
            await _provenance.AttachAsync(Facts(build, artifact), key, cancellationToken).ConfigureAwait(false);
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.NotFound or ArtifactStoreFailure.Conflict or ArtifactStoreFailure.Corrupt)
        {
            // Deleted, or stored anew by another build: telling us again will not help.
            Log.NotAttached(logger, artifact, build.BuildId, e.Message);
        }
    }

    private ProvenanceRequest Facts(BuildResult build, ArtifactKey artifact) => new()
    {
        Artifact = artifact,
        Builder = options.Builder,
        InvocationId = build.BuildId,
        SourceUri = build.Revision?.Repository,
        SourceRevision = build.Revision?.Commit.ToString(),
        BuildSpec = build.BuildspecDigest,
        Image = build.Image,
        Parameters = build.Revision?.Ref is { } reference
            ? new Dictionary<string, string> { ["project"] = build.Project, ["ref"] = reference.ToString() }
            : new Dictionary<string, string> { ["project"] = build.Project },
        StartedAt = build.StartedAt,
        EndedAt = build.EndedAt,
    };

    private static partial class Log
    {
        [LoggerMessage(4040, LogLevel.Warning, "The provenance of {Artifact} of build {Build} was not stored: {Reason}")]
        public static partial void NotAttached(ILogger logger, ArtifactKey artifact, string build, string reason);
    }
}
