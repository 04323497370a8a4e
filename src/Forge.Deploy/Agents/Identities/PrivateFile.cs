using System.Text;
using Forge.Shared.Files;

namespace Forge.Deploy.Agents.Identities;

/// <summary>Writes files that only their owner may read, whole or not at all.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file beside its place, flushes it, and renames it.</summary>
    /// <param name="path">The place, in a directory that exists.</param>
    /// <param name="text">The content.</param>
    /// <param name="mode"><see cref="FileMode.CreateNew"/> when there must be no such file yet, <see cref="FileMode.Create"/> to replace it.</param>
    /// <exception cref="IOException">It cannot be written, or is there already.</exception>
    public static void Write(string path, string text, FileMode mode)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: mode is FileMode.Create);
            DurableDirectory.Flush(Path.GetDirectoryName(path)!);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
