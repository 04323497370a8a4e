using System.Buffers;

namespace Forge.Build.Output;

/// <summary>Cuts bytes into lines. What comes out does not depend on how the bytes are cut. Not safe for concurrent use.</summary>
/// <param name="longest">The longest line in bytes; a longer one comes in parts.</param>
/// <param name="write">Takes the lines.</param>
internal sealed class LineSplitter(int longest, LineWriter write)
{
    private const int KeptCapacity = 64 * 1024;

    private ArrayBufferWriter<byte> _line = new();

    /// <summary>Takes bytes, cut anywhere.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            if (end >= 0 && _line.WrittenCount == 0 && part.Length <= longest)
            {
                // Nearly always: nothing is copied.
                write(part, isEnded: true);
            }
            else
            {
                Add(part);
                if (end >= 0)
                {
                    write(_line.WrittenSpan, isEnded: true);
                    Reset();
                }
            }

            bytes = end < 0 ? [] : bytes[(end + 1)..];
        }
    }

    /// <summary>Gives out a line that has not ended.</summary>
    public void Flush()
    {
        if (_line.WrittenCount > 0)
        {
            write(_line.WrittenSpan, isEnded: false);
            Reset();
        }
    }

    // A part goes out when it is known that the line is longer.
    private void Add(ReadOnlySpan<byte> bytes)
    {
        while (_line.WrittenCount + bytes.Length > longest)
        {
            var room = longest - _line.WrittenCount;
            _line.Write(bytes[..room]);
            bytes = bytes[room..];
            var kept = WholeCharacters(_line.WrittenSpan);
            write(_line.WrittenSpan[..kept], isEnded: false);
            var rest = _line.WrittenSpan[kept..].ToArray();
            _line.ResetWrittenCount();
            _line.Write(rest);
        }

        _line.Write(bytes);
    }

    private void Reset()
    {
        if (_line.Capacity > KeptCapacity)
        {
            _line = new ArrayBufferWriter<byte>();
        }

        _line.ResetWrittenCount();
    }

    // A part never ends inside a character.
    private static int WholeCharacters(ReadOnlySpan<byte> line)
    {
        const int LongestCharacter = 4;
        for (var back = 1; back < LongestCharacter && back < line.Length; back++)
        {
            var value = line[^back];
            if ((value & 0b1100_0000) != 0b1000_0000)
            {
                var length = value >= 0b1111_0000 ? 4 : value >= 0b1110_0000 ? 3 : value >= 0b1100_0000 ? 2 : 1;
                return length > back ? line.Length - back : line.Length;
            }
        }

        return line.Length;
    }
}
