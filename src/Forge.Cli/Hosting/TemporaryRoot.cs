namespace Forge.Cli.Hosting;

/// <summary>A root that lasts as long as one command.</summary>
internal sealed class TemporaryRoot : IDisposable
{
    /// <summary>Gets the absolute path; only its owner may enter.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("forge-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
