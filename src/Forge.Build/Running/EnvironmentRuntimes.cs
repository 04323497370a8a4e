using Forge.Build.Specs;

namespace Forge.Build.Running;

/// <summary>Asks an environment for the runtimes that its image offers.</summary>
internal static class EnvironmentRuntimes
{
    /// <summary>Takes the catalog out of the image, so that it can be read, also by a later host. Before the runner is started.</summary>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public static Task CopyAsync(IBuildEnvironment environment, CancellationToken cancellationToken)
    {
        var directory = $"{environment.Directory}/{RunnerFiles.RunnerDirectory}";
        string[] arguments = ["sh", "-c", "mkdir -p \"$2\" && cat \"$1\" >\"$3\" 2>/dev/null || rm -f \"$3\"", "sh", RuntimeCatalog.File, directory, $"{environment.Directory}/{RunnerFiles.RuntimesFile}"];
        return environment.RunAsync(new BuildCommand { Arguments = arguments }, NoOutput.Instance, cancellationToken);
    }

    /// <summary>Reads the catalog.</summary>
    /// <returns>The catalog, or null when there is none; and a warning when there is one that cannot be read.</returns>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public static async Task<(RuntimeCatalog? Catalog, string Warning)> ReadAsync(IBuildEnvironment environment, CancellationToken cancellationToken)
    {
        var bytes = await RunnerFiles.ReadAsync(environment, RunnerFiles.RuntimesFile, cancellationToken).ConfigureAwait(false);
        if (bytes.IsEmpty)
        {
            return (null, "");
        }

        var catalog = RuntimeCatalogReader.Read(bytes.Span, out var problems);
        return (catalog, catalog is null ? problems.First(problem => problem.Severity is SpecSeverity.Error).ToString() : "");
    }

    private sealed class NoOutput : IBuildOutput
    {
        public static NoOutput Instance { get; } = new();

        public void OnStandardOutput(ReadOnlySpan<byte> bytes)
        {
        }

        public void OnStandardError(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
