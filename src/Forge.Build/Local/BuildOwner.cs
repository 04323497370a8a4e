namespace Forge.Build.Local;

/// <summary>The note in a build's directory that says which host runs it.</summary>
internal static class BuildOwner
{
    private const string NoteFile = "owner";
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes a build's directory, with this host as its owner. An empty one is nobody's: a host was killed before it took it, or after it gave it up.</summary>
    /// <returns>False if there is one with something in it.</returns>
    public static bool TryCreate(string directory)
    {
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            return false;
        }

        Directory.CreateDirectory(directory, OnlyOwner);
        Take(directory);
        return true;
    }

    /// <summary>Deletes a directory, the note last: a host that is killed on the way leaves one that still is a build's, or an empty one.</summary>
    public static void Delete(string directory)
    {
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo below)
            {
                below.Delete(recursive: true);
            }
            else if (entry.Name != NoteFile)
            {
                entry.Delete();
            }
        }

        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Makes this host the owner.</summary>
    public static void Take(string directory) => File.WriteAllText(Path.Combine(directory, NoteFile), HostIdentity.Current);

    /// <summary>Says whether a directory is a build's.</summary>
    public static bool HasOne(string directory) => File.Exists(Path.Combine(directory, NoteFile));

    /// <summary>Says whether the owner has ended, and so long ago took the build that no host will come for it.</summary>
    public static bool IsGone(string directory, TimeSpan age, TimeProvider timeProvider)
    {
        var note = new FileInfo(Path.Combine(directory, NoteFile));
        return note.Exists && !HostIdentity.IsAlive(File.ReadAllText(note.FullName)) && timeProvider.GetUtcNow() - note.LastWriteTimeUtc >= age;
    }
}
