using System.Globalization;
using System.Text;

namespace Forge.Deploy.Running;

/// <summary>Reads answers of the runner.</summary>
internal static class RunnerAnswerReader
{
    private static readonly byte[] FirstLine = "forge 1\n"u8.ToArray();

    /// <summary>Reads an answer, or returns null when the bytes are none. What a login script printed before it is passed over.</summary>
    public static RunnerAnswer? Read(ReadOnlyMemory<byte> bytes)
    {
        var start = bytes.Span.IndexOf(FirstLine);
        if (start < 0)
        {
            return null;
        }

        var rest = bytes[(start + FirstLine.Length)..];
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (ReadLine(ref rest) is { } line)
        {
            if (line.Length == 0)
            {
                return Make(fields, rest);
            }

            var space = line.IndexOf(' ', StringComparison.Ordinal);
            fields[space < 0 ? line : line[..space]] = space < 0 ? "" : line[(space + 1)..];
        }

        return null;
    }

    private static RunnerAnswer? Make(Dictionary<string, string> fields, ReadOnlyMemory<byte> body)
    {
        var tail = (int)Number(fields, "tail");
        return Enum.TryParse<RunnerState>(fields.GetValueOrDefault("state"), ignoreCase: true, out var state) && tail <= body.Length
            ? new RunnerAnswer { State = state, Offset = Number(fields, "offset"), Tail = body[..tail], Output = body[tail..], Fields = fields }
            : null;
    }

    private static long Number(Dictionary<string, string> fields, string name) =>
        long.TryParse(fields.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string? ReadLine(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        if (end < 0)
        {
            return null;
        }

        var line = Encoding.UTF8.GetString(rest.Span[..end]);
        rest = rest[(end + 1)..];
        return line;
    }
}
