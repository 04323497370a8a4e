using System.Net.Sockets;
using System.Text;
using Forge.Git;

namespace Forge.AspNetCore.Tests;

/// <summary>A request that stops in the middle of its body, as no HTTP library sends it.</summary>
internal sealed class RawRequest : IDisposable
{
    private readonly TcpClient _client = new();

    public static async Task<RawRequest> SendAsync(Uri address, GitCredential credential, string target, string bodySoFar)
    {
        var request = new RawRequest();
        await request._client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var head = $"POST /git/shop/{target} HTTP/1.1\r\nHost: {address.Authority}\r\n"
            + $"Authorization: {GitServer.Basic($"{credential.UserName}:{credential.Password.Reveal()}")}\r\n"
            + $"Content-Type: application/x-{target}-request\r\nTransfer-Encoding: chunked\r\n\r\n"
            + (bodySoFar.Length > 0 ? $"{bodySoFar.Length:x}\r\n{bodySoFar}\r\n" : "");
        await request._client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        return request;
    }

    /// <summary>Reads until the server closes the connection or has said <paramref name="enough"/> bytes.</summary>
    public async Task<string> ReadAsync(int enough)
    {
        var buffer = new byte[enough];
        var length = await _client.GetStream().ReadAtLeastAsync(buffer, enough, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    public void Dispose() => _client.Dispose();
}
