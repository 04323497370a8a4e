namespace Forge.Deploy.Specs;

/// <summary>An appspec for machines, as its user wrote it.</summary>
internal sealed record AppSpec
{
    /// <summary>Gets the file, as problems name it.</summary>
    public required string File { get; init; }

    /// <summary>Gets the operating system: <c>linux</c> or <c>windows</c>.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>Gets what happens to files that exist, or null when the file does not say.</summary>
    public FileExistsBehavior? FileExists { get; init; }

    /// <summary>Gets what is copied where, in the order of the file.</summary>
    public IReadOnlyList<AppSpecFile> Files { get; init; } = [];

    /// <summary>Gets the permissions to set, in the order of the file.</summary>
    public IReadOnlyList<AppSpecPermission> Permissions { get; init; } = [];

    /// <summary>Gets the scripts of each scriptable event that has any, in the order of the file.</summary>
    public IReadOnlyDictionary<LifecycleEvent, IReadOnlyList<AppSpecHook>> Hooks { get; init; } =
        new Dictionary<LifecycleEvent, IReadOnlyList<AppSpecHook>>();
}
