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

    /// <summary>Returns the highest folders below which two paths are the same.</summary>
    /// <exception cref="ArgumentException">The paths end in different names.</exception>
    public static (string From, string To) Roots(string from, string to)
    {
        if (Name(from) != Name(to))
        {
            throw new ArgumentException($"'{from}' cannot become '{to}': an installation keeps the names of files.", nameof(to));
        }

        do
        {
            (from, to) = (Parent(from), Parent(to));
        }
        while (from.Length > 0 && to.Length > 0 && Name(from) == Name(to));

        return (from, to);
    }
}
