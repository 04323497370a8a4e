using System.Buffers;
using Forge.Build.Specs;

namespace Forge.Build.Running;

/// <summary>Asks an environment for the runtimes that its image offers.</summary>
internal static class EnvironmentRuntimes
{
    private const int LargestFile = 1024 * 1024;

    /// <summary>Reads the catalog.</summary>
    /// <returns>The catalog, or null when there is none; and a warning when there is one that cannot be read.</returns>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public static async Task<(RuntimeCatalog? Catalog, string Warning)> ReadAsync(IBuildEnvironment environment, CancellationToken cancellationToken)
    {
        var output = new Output();
        var command = new BuildCommand { Arguments = ["sh", "-c", $"[ ! -e {RuntimeCatalog.File} ] || exec cat {RuntimeCatalog.File}"] };
        var result = await environment.RunAsync(command, output, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0 || output.Bytes.WrittenCount is 0 or LargestFile)
        {
            return (null, result.ExitCode != 0 || output.Bytes.WrittenCount > 0 ? $"'{RuntimeCatalog.File}' of the image cannot be read" : "");
        }

        var catalog = RuntimeCatalogReader.Read(output.Bytes.WrittenSpan, out var problems);
        return (catalog, catalog is null ? problems.First(problem => problem.Severity is SpecSeverity.Error).ToString() : "");
    }

    private sealed class Output : IBuildOutput
    {
        public ArrayBufferWriter<byte> Bytes { get; } = new();

        public void OnStandardOutput(ReadOnlySpan<byte> bytes) => Bytes.Write(bytes[..Math.Min(bytes.Length, LargestFile - Bytes.WrittenCount)]);

        public void OnStandardError(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
