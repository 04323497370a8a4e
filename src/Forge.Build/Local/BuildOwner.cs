namespace Forge.Build.Local;

/// <summary>The note in a build's directory that says which host runs it.</summary>
internal static class BuildOwner
{
    private const string NoteFile = "owner";

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
