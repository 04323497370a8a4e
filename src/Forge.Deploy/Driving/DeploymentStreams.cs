using Forge.Journal;

namespace Forge.Deploy.Driving;

/// <summary>The names of the histories of this package, and appends for them.</summary>
internal static class DeploymentStreams
{
    /// <summary>The kind of the histories of deployments.</summary>
    public const string Deployments = "deployment";

    private const string Groups = "deployment-group";

    /// <summary>Gets the name of the history of the registered targets.</summary>
    public static StreamId Registry { get; } = new("deploy-target", "registered");

    /// <summary>Names the history of a deployment.</summary>
    public static StreamId Deployment(string deploymentId) => new(Deployments, deploymentId);

    /// <summary>Names the history of a group.</summary>
    public static StreamId Group(string name) => new(Groups, name);

    /// <summary>Names the signal that is raised when a group may have become free.</summary>
    public static string GroupSignal(string name) => $"{Groups}/{name}";

    /// <summary>Makes an append.</summary>
    public static JournalAppend Append(StreamId stream, long expectedSequence, IEnumerable<object> events, bool closes = false) => new()
    {
        Stream = stream,
        ExpectedSequence = expectedSequence,
        Entries = [.. events.Select(JournalFormat.Write)],
        Closes = closes,
    };
}
