using Microsoft.Win32.SafeHandles;

namespace Forge.Shared.Archives;

/// <summary>The bytes of an archive, which several readers read at the same time, each at its own place.</summary>
internal sealed class ArchiveSource
{
    private readonly Stream _stream;
    private readonly SafeFileHandle? _file;
    private readonly Lock _one = new();

    /// <summary>Initializes a new instance of the <see cref="ArchiveSource"/> class.</summary>
    /// <param name="stream">A seekable stream, which nobody writes to any more. A file is read past its stream; every other stream in turns.</param>
    public ArchiveSource(Stream stream)
    {
        _stream = stream;
        _file = (stream as FileStream)?.SafeFileHandle;
        Length = stream.Length;
    }

    /// <summary>Gets how many bytes there are.</summary>
    public long Length { get; }

    /// <summary>Reads some bytes, as many as there are at once.</summary>
    public int Read(long offset, Span<byte> buffer)
    {
        if (_file is not null)
        {
            return RandomAccess.Read(_file, buffer, offset);
        }

        lock (_one)
        {
            _stream.Position = offset;
            return _stream.Read(buffer);
        }
    }

    /// <summary>Fills a buffer.</summary>
    /// <returns>How many bytes there were: fewer than asked for only at the end.</returns>
    public int Fill(long offset, Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length && Read(offset + filled, buffer[filled..]) is > 0 and var read)
        {
            filled += read;
        }

        return filled;
    }
}
