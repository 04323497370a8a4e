using System.Net.Sockets;
using Forge.Testing;

namespace Forge.Integration.Tests.Fixtures;

public sealed class OpenSshServerTests(OpenSshServer server) : IClassFixture<OpenSshServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task InitializeAsync_Always_AnswersWithTheBannerOfSsh()
    {
        using var client = await ConnectAsync();

        (await ReadLineAsync(client)).Should().StartWith("SSH-2.0-OpenSSH");
        server.HostKeyFingerprint.Should().MatchRegex("^SHA256:[A-Za-z0-9+/]{43}$");
        (await File.ReadAllTextAsync(server.KnownHostsPath, Cancel)).Should().StartWith($"[127.0.0.1]:{server.Port} ssh-ed25519 ");
        (await File.ReadAllTextAsync(server.PrivateKeyPath, Cancel)).Should().StartWith("-----BEGIN OPENSSH PRIVATE KEY-----");
    }

    [Fact]
    public async Task DropConnections_OneIsOpen_EndsIt()
    {
        using var client = await ConnectAsync();
        await ReadLineAsync(client);

        var dropped = server.DropConnections();

        dropped.Should().BePositive();
        (await client.GetStream().ReadAtLeastAsync(new byte[64 * 1024], 64 * 1024, throwOnEndOfStream: false, Cancel)).Should().BeLessThan(64 * 1024);
    }

    [Fact]
    public async Task ChangeHostKeyAsync_Always_KeepsThePortAndTheOldKnownHosts()
    {
        var (port, fingerprint) = (server.Port, server.HostKeyFingerprint);
        var known = await File.ReadAllTextAsync(server.KnownHostsPath, Cancel);

        await server.ChangeHostKeyAsync();

        server.Port.Should().Be(port);
        server.HostKeyFingerprint.Should().NotBe(fingerprint);
        (await File.ReadAllTextAsync(server.KnownHostsPath, Cancel)).Should().Be(known);
    }

    [Fact]
    public async Task StopAsync_ThenStartAsync_RefusesThenAnswers()
    {
        await server.StopAsync();
        await ((Func<Task>)ConnectAsync).Should().ThrowAsync<SocketException>();

        await server.StartAsync();

        using var client = await ConnectAsync();
        (await ReadLineAsync(client)).Should().StartWith("SSH-2.0-");
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, Cancel);
        return client;
    }

    private static async Task<string?> ReadLineAsync(TcpClient client) =>
        await new StreamReader(client.GetStream(), leaveOpen: true).ReadLineAsync(Cancel);
}
