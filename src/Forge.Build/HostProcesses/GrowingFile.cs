using Microsoft.Win32.SafeHandles;

namespace Forge.Build.HostProcesses;

/// <summary>Reads a file as it grows.</summary>
/// <param name="path">The file, which may not exist yet.</param>
/// <param name="take">Takes what is new.</param>
internal sealed class GrowingFile(string path, Action<ReadOnlySpan<byte>> take) : IDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private SafeFileHandle? _file;
    private long _offset;

    /// <summary>Passes on what was written since the last call.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool PassOn()
    {
        if (_file is null && !File.Exists(path))
        {
            return false;
        }

        _file ??= File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var begin = _offset;
        for (int read; (read = RandomAccess.Read(_file, _buffer, _offset)) > 0; _offset += read)
        {
            take(_buffer.AsSpan(0, read));
        }

        return _offset > begin;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
