using System.Runtime.InteropServices;

namespace Forge.Shared.Archives;

/// <summary>Asks the system where a path really leads, through all links. .NET resolves the last part of a path only.</summary>
internal static unsafe partial class RealPath
{
    /// <summary>Gives the path without links.</summary>
    /// <returns>The path, or null when it leads nowhere.</returns>
    public static string? Of(string path)
    {
        var found = Resolve(path, null);
        try
        {
            return Marshal.PtrToStringUTF8((nint)found);
        }
        finally
        {
            NativeMemory.Free(found);
        }
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* Resolve(string path, byte* resolved);
}
