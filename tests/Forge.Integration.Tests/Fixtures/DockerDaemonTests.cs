using System.Net.Sockets;
using System.Text;
using Forge.Testing;

namespace Forge.Integration.Tests.Fixtures;

public sealed class DockerDaemonTests(DockerDaemon docker)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DockerDaemon.BusyboxImage)]
    [InlineData(DockerDaemon.BuildImage)]
    public async Task InitializeAsync_Always_HasTheImages(string image)
    {
        var answer = await AskAsync($"/images/{image}/json");

        answer.Should().StartWith("HTTP/1.0 200 OK").And.Contain(image);
    }

    [Fact]
    public async Task InitializeAsync_Always_HasNoBridge() =>
        (await AskAsync("/networks")).Should().Contain("\"none\"").And.NotContain("\"Name\":\"bridge\"");

    private async Task<string> AskAsync(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(docker.Endpoint.LocalPath), Cancel);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\n\r\n"), Cancel);
        return await new StreamReader(new NetworkStream(socket)).ReadToEndAsync(Cancel);
    }
}
