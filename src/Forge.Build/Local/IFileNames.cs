namespace Forge.Build.Local;

/// <summary>An environment that can list files without asking for the size of each, which is most of the time that a listing takes.</summary>
internal interface IFileNames
{
    /// <summary>Lists as <see cref="IBuildEnvironment.ListAsync"/> does, but every size is 0.</summary>
    Task<IReadOnlyList<BuildFile>?> ListNamesAsync(string path, CancellationToken cancellationToken);
}
