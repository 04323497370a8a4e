using System.Globalization;
using System.Text;

namespace Forge.Testing.Faults;

/// <summary>A request or an answer of HTTP/1.1, with its body in memory.</summary>
internal sealed class HttpMessage
{
    private const int LongestHead = 64 * 1024;

    public required string FirstLine { get; set; }

    public required List<KeyValuePair<string, string>> Headers { get; init; }

    public byte[] Body { get; set; } = [];

    public string? this[string name] => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public void Set(string name, string value)
    {
        Remove(name);
        Headers.Add(new(name, value));
    }

    public void Remove(string name) => Headers.RemoveAll(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads what comes before the body.</summary>
    /// <returns>The message, or null when the stream has ended.</returns>
    public static async Task<HttpMessage?> ReadHeadAsync(BufferedStream stream, CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(stream, cancellationToken) is not { Length: > 0 } first)
        {
            return null;
        }

        var message = new HttpMessage { FirstLine = first, Headers = [] };
        while (await ReadLineAsync(stream, cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            message.Headers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }

        return message;
    }

    /// <summary>Reads the body that the headers announce.</summary>
    public async Task ReadBodyAsync(BufferedStream stream, CancellationToken cancellationToken)
    {
        if (this["Transfer-Encoding"] is "chunked")
        {
            using var body = new MemoryStream();
            while (int.Parse((await ReadLineAsync(stream, cancellationToken))!.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
            {
                await body.WriteAsync(await ReadExactlyAsync(stream, size, cancellationToken), cancellationToken);
                await ReadLineAsync(stream, cancellationToken);
            }

            await ReadLineAsync(stream, cancellationToken);
            Body = body.ToArray();
            Remove("Transfer-Encoding");
            Set("Content-Length", Body.Length.ToString(CultureInfo.InvariantCulture));
        }
        else if (this["Content-Length"] is { } length)
        {
            Body = await ReadExactlyAsync(stream, int.Parse(length, CultureInfo.InvariantCulture), cancellationToken);
        }
    }

    /// <summary>Writes what comes before the body.</summary>
    public byte[] Head()
    {
        var head = new StringBuilder(FirstLine).Append("\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    private static async Task<byte[]> ReadExactlyAsync(Stream stream, int size, CancellationToken cancellationToken)
    {
        var bytes = new byte[size];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static async Task<string?> ReadLineAsync(BufferedStream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < LongestHead)
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return line.Length == 0 ? null : line.ToString();
            }

            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        throw new InvalidDataException("The head of a message is too long.");
    }
}
