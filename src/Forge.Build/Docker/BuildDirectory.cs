using Forge.Build.Local;

namespace Forge.Build.Docker;

/// <summary>The notes about one build on this machine, by which a later host finds its container again. Its files are elsewhere.</summary>
/// <param name="path">The directory: named after the build, and not seen by it.</param>
internal sealed class BuildDirectory(string path)
{
    private const string ContainerFile = "container";
    private const string StartedFile = "started";

    /// <summary>Gets the id of the build.</summary>
    public string BuildId => Path.GetFileName(path);

    /// <summary>Gets a value indicating whether a program was started in the build's container.</summary>
    public bool HasStarted => File.Exists(Path.Combine(path, StartedFile));

    /// <summary>Makes the directory, with this host as its owner.</summary>
    /// <exception cref="BuildExecutorException">It exists, or cannot be made.</exception>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!BuildOwner.TryCreate(path))
            {
                throw new BuildExecutorException(
                    $"The directory '{path}' exists: another build has the id '{BuildId}'. Give every build an id of its own.", DockerBuildExecutor.ExecutorName);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BuildExecutorException(
                $"The directory '{path}' for build '{BuildId}' cannot be made: {e.Message} Set WorkDirectory to a directory that the host may write.",
                DockerBuildExecutor.ExecutorName,
                isTransient: false,
                e);
        }
    }

    /// <summary>Makes this host the owner of what an earlier one left.</summary>
    /// <returns>Whether there is something.</returns>
    public bool TryTake()
    {
        if (!BuildOwner.HasOne(path))
        {
            return false;
        }

        BuildOwner.Take(path);
        return true;
    }

    /// <summary>Writes down which container the build has. Labels of a container cannot be changed, and a prepared one is older than its build.</summary>
    public void SetContainer(string name) => File.WriteAllText(Path.Combine(path, ContainerFile), name);

    /// <summary>Reads which container the build has.</summary>
    /// <returns>The name; null when the host ended before it had one.</returns>
    public string? GetContainer()
    {
        var file = Path.Combine(path, ContainerFile);
        return File.Exists(file) && File.ReadAllText(file) is { Length: > 0 } name ? name : null;
    }

    /// <summary>Writes down that the container gets a program now.</summary>
    public void SetStarted() => File.WriteAllBytes(Path.Combine(path, StartedFile), []);

    /// <summary>Deletes the notes: the id is free.</summary>
    public void Delete()
    {
        if (Directory.Exists(path))
        {
            BuildOwner.Delete(path);
        }
    }
}
