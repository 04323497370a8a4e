using System.Buffers;
using System.Text;

namespace Forge.Build.Output;

/// <summary>Cuts bytes into lines of text.</summary>
/// <param name="longest">The longest line in bytes; a longer one comes in pieces.</param>
/// <param name="write">Takes a line without its end.</param>
internal sealed class LineSplitter(int longest, Action<string> write)
{
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Takes bytes, cut anywhere.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = bytes[..Math.Min(bytes.Length, longest - _line.WrittenCount)];
            var end = room.IndexOf((byte)'\n');
            if (end >= 0)
            {
                _line.Write(room[..end]);
                Complete(isWhole: true);
                bytes = bytes[(end + 1)..];
                continue;
            }

            _line.Write(room);
            bytes = bytes[room.Length..];
            if (_line.WrittenCount == longest)
            {
                Complete(isWhole: false);
            }
        }
    }

    /// <summary>Gives out a line that has not ended.</summary>
    public void Flush()
    {
        if (_line.WrittenCount > 0)
        {
            Complete(isWhole: true);
        }
    }

    private void Complete(bool isWhole)
    {
        var line = _line.WrittenSpan;
        var kept = isWhole ? line.Length : WholeCharacters(line);
        var rest = line[kept..].ToArray();
        write(Encoding.UTF8.GetString(line[..kept]).TrimEnd('\r'));
        if (_line.Capacity > longest / 2)
        {
            _line.Clear();
        }

        _line.ResetWrittenCount();
        _line.Write(rest);
    }

    // A piece never ends inside a character.
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
