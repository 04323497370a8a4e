namespace Forge.Deploy.Running;

/// <summary>Where things are on a target.</summary>
internal static class TargetPaths
{
    /// <summary>Returns the folder that a deployment's revision is unpacked into.</summary>
    public static string Archive(string stateDirectory, string group, string deploymentId) =>
        $"{stateDirectory.TrimEnd('/')}/{group}/{deploymentId}/deployment-archive";

    /// <summary>Returns the folder that holds the path; empty for the root.</summary>
    public static string Parent(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];

    /// <summary>Returns the last part of the path.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
