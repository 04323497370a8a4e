using System.Buffers;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Forge.Shared.Archives;

/// <summary>One directory of a walk, and what is in it.</summary>
/// <param name="root">Where the walk began.</param>
/// <param name="path">The path below that, with <c>/</c>; empty for the root itself.</param>
/// <param name="detail">What is to be known of what is in it.</param>
internal sealed unsafe partial class DirectoryLevel(string root, string path, WalkDetail detail)
{
    private const int MaxName = 256;
    private const int TypeAt = 18;
    private const int NameAt = 19;
    private const int TypeShift = 12;

    private static readonly IComparer<(FoundFile File, DirectoryLevel? Below)> InOrder = Comparer<(FoundFile File, DirectoryLevel? Below)>.Create(Compare);

    private readonly List<(FoundFile File, DirectoryLevel? Below)> _children = [];

    /// <summary>Gets the directories in it.</summary>
    public IEnumerable<DirectoryLevel> Below => _children.Where(child => child.Below is not null).Select(child => child.Below!);

    /// <summary>Gets how many there are in it and below it.</summary>
    public int Count => _children.Sum(child => 1 + (child.Below?.Count ?? 0));

    /// <summary>Adds everything in it and below it to a list.</summary>
    public void AddTo(List<FoundFile> found)
    {
        foreach (var (file, below) in _children)
        {
            found.Add(file);
            below?.AddTo(found);
        }
    }

    /// <summary>Reads what is in it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Read()
    {
        var full = path.Length == 0 ? root : $"{root}/{path}";
        var directory = Open(full);
        if (directory == 0)
        {
            throw Failed(full);
        }

        var buffer = ArrayPool<char>.Shared.Rent(path.Length + 1 + MaxName);
        try
        {
            var prefix = path.Length == 0 ? 0 : path.Length + 1;
            path.CopyTo(buffer);
            buffer[Math.Max(prefix - 1, 0)] = '/';
            for (var entry = Next(directory); entry is not null; entry = Next(directory))
            {
                Add(Handle(directory), entry, buffer, prefix);
            }

            if (Marshal.GetLastPInvokeError() != 0)
            {
                throw Failed(full);
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
            _ = Close(directory);
        }

        _children.Sort(InOrder);
    }

    private void Add(int directory, byte* entry, char[] buffer, int prefix)
    {
        // The layout is the same on every 64-bit Linux.
        var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameAt);
        if (name is [(byte)'.'] or [(byte)'.', (byte)'.']
            || Utf8.ToUtf16(name, buffer.AsSpan(prefix), out _, out var length, replaceInvalidSequences: false) is not OperationStatus.Done
            || StatusOf(directory, entry) is not { } status)
        {
            return;
        }

        var child = new string(buffer, 0, prefix + length);
        switch (status.Mode & UnixModes.TypeMask)
        {
            case UnixModes.Directory:
                _children.Add((new FoundFile(child, status, ""), new DirectoryLevel(root, child, detail)));
                break;
            case UnixModes.Link:
                _children.Add((new FoundFile(child, status, new FileInfo($"{root}/{child}").LinkTarget ?? ""), null));
                break;
            case UnixModes.File:
                _children.Add((new FoundFile(child, status, ""), null));
                break;
        }
    }

    // Some file systems do not tell the type of a name.
    private FileStamp? StatusOf(int directory, byte* entry) => detail is WalkDetail.Names && entry[TypeAt] != 0
        ? default(FileStamp) with { Mode = entry[TypeAt] << TypeShift }
        : FileStamp.ReadAt(directory, entry + NameAt);

    private static int Compare((FoundFile File, DirectoryLevel? Below) left, (FoundFile File, DirectoryLevel? Below) right)
    {
        var (one, other) = (left.File.Path, right.File.Path);
        var common = one.AsSpan().CommonPrefixLength(other);
        return At(left, common).CompareTo(At(right, common));

        static int At((FoundFile File, DirectoryLevel? Below) child, int at) =>
            at < child.File.Path.Length ? child.File.Path[at] : child.Below is null ? -1 : '/';
    }

    private static IOException Failed(string directory) =>
        new($"'{directory}' cannot be listed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.", new Win32Exception(Marshal.GetLastPInvokeError()));

    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path);

    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    private static partial byte* Next(nint directory);

    [LibraryImport("libc", EntryPoint = "dirfd")]
    private static partial int Handle(nint directory);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int Close(nint directory);
}
