using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Forge.Testing.Faults;

/// <summary>One connection of a client through a proxy.</summary>
internal sealed class FaultConnection(FaultProxy proxy, TcpClient client, Uri upstream) : IDisposable
{
    private const int Pieces = 10;

    private static readonly TimeSpan PauseOfSlow = TimeSpan.FromMilliseconds(5);

    private readonly BufferedStream _client = new(client.GetStream());
    private TcpClient? _server;

    /// <summary>Serves a request.</summary>
    /// <returns>Whether the connection can be used again.</returns>
    public async Task<bool> ServeOneAsync(CancellationToken cancellationToken)
    {
        if (await HttpMessage.ReadHeadAsync(_client, cancellationToken) is not { } request || proxy.IsDown)
        {
            return Break();
        }

        var (method, target) = request.FirstLine.Split(' ') is [var first, var second, _] ? (first, second) : ("", "");
        var fault = proxy.Decide(method, target, request);
        if (request["Expect"] is not null)
        {
            await client.GetStream().WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
            request.Remove("Expect");
        }

        if (fault is { Kind: FaultKind.CutRequest } cut)
        {
            var length = int.Parse(request["Content-Length"] ?? "0", CultureInfo.InvariantCulture);
            await _client.ReadExactlyAsync(new byte[length == 0 ? 0 : cut.At % length], cancellationToken);
            return Break();
        }

        await request.ReadBodyAsync(_client, cancellationToken);
        if (fault is { Kind: FaultKind.HeedCondition })
        {
            return await SendAsync(await proxy.OneByOneAsync(() => HeedAsync(request, target, cancellationToken), cancellationToken), cancellationToken);
        }

        if (Answer(fault, method) is { } made)
        {
            return await SendAsync(made, cancellationToken);
        }

        if (fault is { Kind: FaultKind.FlipRequest })
        {
            Flip(request.Body, fault.At);
        }

        var answer = await AskAsync(request, method, cancellationToken);
        return await SendAsync(answer, fault, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        client.Dispose();
    }

    private async Task<bool> SendAsync(HttpMessage answer, Fault? fault, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case { Kind: FaultKind.NoAnswer }:
                return Break();
            case { Kind: FaultKind.Hang }:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return false;
            case { Kind: FaultKind.ErrorAfterwards }:
                return await SendAsync(Error(fault.Status), cancellationToken);
            case { Kind: FaultKind.FlipAnswer }:
                Flip(answer.Body, fault.At);
                break;
            case { Kind: FaultKind.WrongTag } when answer["ETag"] is not null:
                answer.Set("ETag", "\"00000000000000000000000000000000\"");
                break;
            case { Kind: FaultKind.ShortAnswer } when answer.Body.Length > 0:
                answer.Body = answer.Body[..(fault.At % answer.Body.Length)];
                answer.Set("Content-Length", answer.Body.Length.ToString(CultureInfo.InvariantCulture));
                break;
            case { Kind: FaultKind.CutAnswer }:
                await client.GetStream().WriteAsync(answer.Head(), cancellationToken);
                await client.GetStream().WriteAsync(answer.Body.AsMemory(0, answer.Body.Length == 0 ? 0 : fault.At % answer.Body.Length), cancellationToken);
                return Break();
            case { Kind: FaultKind.Slow }:
                return await SendSlowlyAsync(answer, cancellationToken);
        }

        return await SendAsync(answer, cancellationToken);
    }

    private async Task<bool> SendAsync(HttpMessage answer, CancellationToken cancellationToken)
    {
        await client.GetStream().WriteAsync(answer.Head(), cancellationToken);
        await client.GetStream().WriteAsync(answer.Body, cancellationToken);
        return true;
    }

    private async Task<bool> SendSlowlyAsync(HttpMessage answer, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(PauseOfSlow);
        await client.GetStream().WriteAsync(answer.Head(), cancellationToken);
        foreach (var piece in answer.Body.Chunk(answer.Body.Length / Pieces + 1))
        {
            await pause.WaitForNextTickAsync(cancellationToken);
            await client.GetStream().WriteAsync(piece, cancellationToken);
        }

        return true;
    }

    private async Task<HttpMessage> AskAsync(HttpMessage request, string method, CancellationToken cancellationToken)
    {
        _server?.Dispose();
        _server = new TcpClient();
        await _server.ConnectAsync(upstream.Host, upstream.Port, cancellationToken);
        var stream = _server.GetStream();
        await stream.WriteAsync(request.Head(), cancellationToken);
        await stream.WriteAsync(request.Body, cancellationToken);
        var buffered = new BufferedStream(stream);
        var answer = await HttpMessage.ReadHeadAsync(buffered, cancellationToken) ?? throw new IOException("The server has gone.");
        if (method != "HEAD" && !answer.FirstLine.Contains(" 204", StringComparison.Ordinal) && !answer.FirstLine.Contains(" 304", StringComparison.Ordinal))
        {
            await answer.ReadBodyAsync(buffered, cancellationToken);
        }

        return answer;
    }

    private async Task<HttpMessage> HeedAsync(HttpMessage request, string target, CancellationToken cancellationToken)
    {
        var link = proxy.Look!(target);
        var question = new HttpMessage { FirstLine = $"GET {link.PathAndQuery} HTTP/1.1", Headers = [new("Host", link.Authority)] };
        var isThere = !(await AskAsync(question, "GET", cancellationToken)).FirstLine.Contains(" 404", StringComparison.Ordinal);
        return isThere ? Message("HTTP/1.1 412 Precondition Failed", ErrorText(412)) : await AskAsync(request, "PUT", cancellationToken);
    }

    // What needs no server.
    private static HttpMessage? Answer(Fault? fault, string method) => fault switch
    {
        { Kind: FaultKind.Error } => method == "HEAD" ? WithoutBody(Error(fault.Status)) : Error(fault.Status),
        { Kind: FaultKind.ErrorInBody } => Message("HTTP/1.1 200 OK", ErrorText(fault.Status)),
        { Kind: FaultKind.Lie } => Lie(method),
        _ => null,
    };

    private static HttpMessage Lie(string method)
    {
        var answer = Message(method == "DELETE" ? "HTTP/1.1 204 No Content" : "HTTP/1.1 200 OK", "");
        answer.Set("ETag", "\"ffffffffffffffffffffffffffffffff\"");
        return answer;
    }

    private static HttpMessage Error(int status) => Message($"HTTP/1.1 {status} Trouble", ErrorText(status));

    private static HttpMessage WithoutBody(HttpMessage message)
    {
        message.Body = [];
        return message;
    }

    private static string ErrorText(int status) =>
        $"<?xml version=\"1.0\"?><Error><Code>{status switch { 412 => "PreconditionFailed", 503 => "SlowDown", _ => "InternalError" }}</Code><Message>Made by the proxy.</Message><RequestId>proxy-{status}</RequestId></Error>";

    private static HttpMessage Message(string firstLine, string body)
    {
        var message = new HttpMessage { FirstLine = firstLine, Headers = [], Body = Encoding.UTF8.GetBytes(body) };
        message.Set("Content-Type", "application/xml");
        message.Set("Content-Length", message.Body.Length.ToString(CultureInfo.InvariantCulture));
        return message;
    }

    private static void Flip(byte[] body, int at)
    {
        if (body.Length > 0)
        {
            body[at % body.Length] ^= (byte)(1 << (at & 7));
        }
    }

    private bool Break()
    {
        // Not a polite end: what was on its way is lost.
        client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Dispose();
        return false;
    }
}
