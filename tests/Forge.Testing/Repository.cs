namespace Forge.Testing;

/// <summary>The working tree that the tests were built from.</summary>
public static class Repository
{
    /// <summary>Gets the absolute path of the directory that holds <c>Forge.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Forge.sln")))
            {
                return directory;
            }
        }

        throw new InvalidOperationException($"'{AppContext.BaseDirectory}' does not lie in a clone of the repository: there is no Forge.sln above it.");
    }
}
