namespace Forge.Git.Storage;

/// <summary>The places under the root. Repositories lie under their id, so a rename moves nothing and no name reaches a path.</summary>
internal sealed class HostingRoot(string root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string LockFile { get; } = Path.Combine(root, "lock");

    public string RepositoriesFile { get; } = Path.Combine(root, "repositories.json");

    public string UsersFile { get; } = Path.Combine(root, "users.json");

    public string PepperFile { get; } = Path.Combine(root, "pepper");

    public string HooksDirectory { get; } = Path.Combine(root, "hooks");

    public string PushesDirectory { get; } = Path.Combine(root, "pushes");

    public string TrashDirectory { get; } = Path.Combine(root, "trash");

    /// <summary>Where the repository with this id lies.</summary>
    public string RepositoryDirectory(string id) => Path.Combine(root, "repositories", id[..2], id[2..4], $"{id}.git");

    /// <summary>Makes the root, for this account only. What exists keeps its mode.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(root, OwnerOnly);
        Directory.CreateDirectory(PushesDirectory, OwnerOnly);
        Directory.CreateDirectory(TrashDirectory, OwnerOnly);
    }
}
