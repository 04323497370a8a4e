using System.Text;

namespace Forge.Deploy.Running;

/// <summary>Cuts output that arrives in pieces into whole lines.</summary>
internal sealed class OutputLines(IProgress<string> lines)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _partial = new();

    /// <summary>Takes the next piece and reports every line that it ends.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        var characters = new char[_decoder.GetCharCount(piece, flush: false)];
        var count = _decoder.GetChars(piece, characters, flush: false);
        var rest = characters.AsSpan(0, count);
        for (int end; (end = rest.IndexOf('\n')) >= 0; rest = rest[(end + 1)..])
        {
            lines.Report(_partial.Append(rest[..end]).ToString());
            _partial.Clear();
        }

        _partial.Append(rest);
    }
}
