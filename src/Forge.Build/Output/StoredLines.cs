namespace Forge.Build.Output;

/// <summary>The lines of a chunk, which may still be growing. A line that has not ended is not given out. Not safe for concurrent use.</summary>
/// <param name="stream">The bytes, which go with this object.</param>
internal sealed class StoredLines(Stream stream) : IAsyncDisposable
{
    private const int BufferSize = 128 * 1024;
    private const int MostHeld = 2 * (StoredLine.LongestPrefix + StoredLine.LongestText);

    private byte[] _bytes = new byte[BufferSize];
    private int _start;
    private int _end;

    /// <summary>Opens the chunk in a file.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static StoredLines Open(string path) =>
        new(new FileStream(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 }));

    /// <summary>Gets how many bytes are there without an end of line, once all lines are taken.</summary>
    public int Torn => _end - _start;

    /// <summary>Takes a line from what has been read.</summary>
    /// <param name="line">The line without its end; good until the next call.</param>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        var length = _bytes.AsSpan(_start.._end).IndexOf((byte)'\n');
        if (length < 0)
        {
            line = default;
            return false;
        }

        line = _bytes.AsSpan(_start, length);
        _start += length + 1;
        return true;
    }

    /// <summary>Reads more, once nothing can be taken.</summary>
    /// <returns>Whether there was more.</returns>
    /// <exception cref="InvalidDataException">A line is longer than any that Forge writes.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private void MakeRoom()
    {
        var held = _bytes.AsSpan(_start.._end);
        if (held.Length >= MostHeld)
        {
            throw new InvalidDataException($"A stored log has a line of more than {MostHeld} bytes. It was not written by Forge, or is damaged.");
        }

        var target = held.Length > _bytes.Length / 2 ? new byte[_bytes.Length * 2] : _bytes;
        held.CopyTo(target);
        (_bytes, _start, _end) = (target, 0, held.Length);
    }
}
