using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Forge.Shared.Archives;

/// <summary>A directory that is filled under another name beside its place and put there as a whole, or not at all.</summary>
internal sealed partial class StagedDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _place;
    private readonly UnixFileMode _mode;
    private bool _isCommitted;

    private StagedDirectory(string place, UnixFileMode mode)
    {
        (_place, _mode) = (place, mode);
        Path = System.IO.Path.Join(System.IO.Path.GetDirectoryName(place), $".{System.IO.Path.GetFileName(place)}.{System.IO.Path.GetRandomFileName()}.partial");
        Directory.CreateDirectory(Path, OwnerOnly);
    }

    /// <summary>Gets where it is while it is filled.</summary>
    public string Path { get; }

    /// <summary>Makes it.</summary>
    /// <param name="place">Its place: there is nothing, or an empty directory, whose permissions it takes over.</param>
    /// <exception cref="IOException">The place is taken, or the directory cannot be made.</exception>
    public static StagedDirectory Create(string place)
    {
        const UnixFileMode Usual = (UnixFileMode)UnixModes.DefaultDirectory;
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(place));
        if (File.Exists(full) || (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()))
        {
            throw NotEmpty(place);
        }

        return new StagedDirectory(full, Directory.Exists(full) ? File.GetUnixFileMode(full) : Usual);
    }

    /// <summary>Puts it in its place.</summary>
    /// <exception cref="IOException">The place has been taken meanwhile, or the directory cannot be moved.</exception>
    public void Commit()
    {
        File.SetUnixFileMode(Path, _mode);

        // It takes the place of an empty directory, and of nothing else, in one step.
        if (Rename(Path, _place) != 0)
        {
            const int IsNotEmpty = 39;
            const int Exists = 17;
            var error = Marshal.GetLastPInvokeError();
            throw error is IsNotEmpty or Exists ? NotEmpty(_place)
                : new IOException($"'{Path}' cannot become '{_place}': {Marshal.GetPInvokeErrorMessage(error)}.", new Win32Exception(error));
        }

        _isCommitted = true;
    }

    /// <summary>Removes it if it is not in its place.</summary>
    public void Dispose()
    {
        if (!_isCommitted && Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private static IOException NotEmpty(string place) => new($"The directory '{place}' is not empty. Unpack into a directory of its own.");

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
