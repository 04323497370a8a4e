using Forge.Artifacts;
using Forge.Shared.Text;

namespace Forge.Build.Output;

/// <summary>Where the log of a build is in the artifact store: <c>logs/GROUP/STREAM/000000000001.log.gz</c> and so on.</summary>
internal sealed record BuildLogLocation
{
    private const string Root = "logs";
    private const string Extension = ".log.gz";

    private BuildLogLocation(string group, string stream) => (Group, Stream) = (group, stream);

    /// <summary>Gets the group: the project, unless it chooses another.</summary>
    public string Group { get; }

    /// <summary>Gets the stream: the id of the build, below the project's prefix if it has one.</summary>
    public string Stream { get; }

    /// <summary>Gets what the keys of all chunks start with.</summary>
    public string Prefix => $"{Root}/{Group}/{Stream}/";

    /// <summary>Locates the log of a build.</summary>
    /// <param name="project">The project.</param>
    /// <param name="buildId">The id of the build.</param>
    /// <param name="group">The group; empty for the project.</param>
    /// <param name="streamPrefix">What stands before the id of the build; empty for nothing.</param>
    /// <exception cref="FormatException">The group or the prefix cannot be part of an artifact key.</exception>
    public static BuildLogLocation Of(string project, string buildId, string group = "", string streamPrefix = "")
    {
        // The reference's groups begin with a slash, which no key does.
        var prefix = streamPrefix.Trim('/');
        var location = new BuildLogLocation(group.Trim('/') is { Length: > 0 } named ? named : project, prefix.Length > 0 ? $"{prefix}/{buildId}" : buildId);
        return ArtifactKey.TryParse(location.KeyText(1), out _)
            ? location
            : throw new FormatException($"{Quotation.Of(group)} with {Quotation.Of(streamPrefix)} cannot name a log: use segments divided by '/', none of them empty, '.' or '..', without control characters and backslashes, and 900 bytes at most.");
    }

    /// <summary>Gives the key of a chunk.</summary>
    public ArtifactKey Key(long first) => ArtifactKey.Parse(KeyText(first));

    /// <summary>Reads the sequence of a chunk's first line from its key.</summary>
    public long? FirstOf(ArtifactKey key) =>
        key.Value.StartsWith(Prefix, StringComparison.Ordinal) && key.Value.EndsWith(Extension, StringComparison.Ordinal)
            ? LogChunk.TryParse(key.Value[Prefix.Length..^Extension.Length])
            : null;

    private string KeyText(long first) => $"{Prefix}{LogChunk.Number(first)}{Extension}";
}
