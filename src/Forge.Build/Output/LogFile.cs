using Microsoft.Win32.SafeHandles;

namespace Forge.Build.Output;

/// <summary>Writes the lines of a log to files, chunk by chunk. Not safe for concurrent use.</summary>
/// <remarks>When a disk fails, what follows is dropped and <see cref="Failure"/> says why: a log is no reason for a build to fail.</remarks>
/// <param name="directory">Where the chunks are; it exists.</param>
/// <param name="stored">How many lines are stored already. Nothing is added to their chunks.</param>
/// <param name="chunkSize">The largest chunk in bytes.</param>
internal sealed class LogFile(string directory, long stored, int chunkSize) : IDisposable
{
    private const int BufferSize = 128 * 1024;
    private const int Kinds = 3;

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly byte[][] _prefixes = [.. Enumerable.Range(0, Kinds).Select(_ => new byte[StoredLine.LongestPrefix])];
    private readonly int[] _prefixLengths = new int[Kinds];
    private DateTimeOffset _at;
    private BuildPhase _phase;
    private int _buffered;
    private SafeFileHandle? _file;
    private LogChunk? _chunk;
    private long _size;
    private long _written;

    /// <summary>Gets how many lines are stored, those of the buffer included.</summary>
    public long Count { get; private set; } = stored;

    /// <summary>Gets or sets why lines are dropped; null while they are not.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Gets or sets what is told of a chunk that is complete.</summary>
    public Action<LogChunk>? Sealed { get; set; }

    /// <summary>Sets the time and phase of the lines that follow.</summary>
    public void Begin(DateTimeOffset at, BuildPhase phase)
    {
        (_at, _phase) = (at, phase);
        Array.Clear(_prefixLengths);
    }

    /// <summary>Adds a line. It is in the file after the next <see cref="Flush"/>.</summary>
    public void Append(StoredLineKind kind, ReadOnlySpan<byte> text)
    {
        if (Failure is not null)
        {
            return;
        }

        var prefix = Prefix(kind);
        var size = prefix.Length + text.Length + 1;
        if (_chunk is null || _size + size > chunkSize)
        {
            Roll();
        }

        Add(prefix);
        Add(text);
        Add("\n"u8);
        _size += size;
        Count++;
    }

    /// <summary>Brings all lines into the file, where readers see them.</summary>
    public void Flush()
    {
        if (_buffered == 0 || Failure is not null)
        {
            return;
        }

        try
        {
            RandomAccess.Write(_file!, _buffer.AsSpan(0, _buffered), _written);
            _written += _buffered;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = e;
        }

        _buffered = 0;
    }

    /// <summary>Closes the last chunk.</summary>
    public void Dispose() => Seal();

    private ReadOnlySpan<byte> Prefix(StoredLineKind kind)
    {
        ref var length = ref _prefixLengths[(int)kind];
        if (length == 0)
        {
            length = StoredLine.WritePrefix(_prefixes[(int)kind], _at, _phase, kind);
        }

        return _prefixes[(int)kind].AsSpan(0, length);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_buffered == _buffer.Length)
            {
                Flush();
            }

            var part = bytes[..Math.Min(bytes.Length, _buffer.Length - _buffered)];
            part.CopyTo(_buffer.AsSpan(_buffered));
            _buffered += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    private void Roll()
    {
        Seal();
        _chunk = LogChunk.At(directory, Count + 1);
        (_size, _written) = (0, 0);
        try
        {
            _file = File.OpenHandle(_chunk.Path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure ??= e;
        }
    }

    private void Seal()
    {
        Flush();
        _file?.Dispose();
        if (_chunk is { } chunk && Failure is null)
        {
            Sealed?.Invoke(chunk);
        }

        (_file, _chunk) = (null, null);
    }
}
