using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Forge.Testing;

/// <summary>A real S3 server on loopback, in memory. Use it as an assembly fixture; each test makes a bucket of its own.</summary>
/// <remarks>Needs ceph-mon, ceph-osd and radosgw. eng/s3-server says what the server cannot do.</remarks>
public sealed class S3Server : IAsyncLifetime
{
    private const string Script = "eng/s3-server";
    private const string HostName = "s3.forge.test";
    private const int TlsOffset = 9;

    private readonly TempDirectory _directory = new();

    /// <summary>Gets the address.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1");

    /// <summary>Gets the region that requests are signed for.</summary>
    public string Region { get; } = "us-east-1";

    /// <summary>Gets the id of the only account's key.</summary>
    public string AccessKeyId { get; private set; } = "";

    /// <summary>Gets the key.</summary>
    public string SecretAccessKey { get; private set; } = "";

    /// <summary>Gets the id of the only key for encryption by a key service.</summary>
    public string KeyServiceKeyId { get; private set; } = "";

    /// <summary>Gets the address with TLS. Nobody resolves its name but <see cref="ConnectAsync"/>; a name before it is that of a bucket.</summary>
    public Uri TlsEndpoint => new($"https://{HostName}:{Endpoint.Port + TlsOffset}");

    /// <summary>Gets the file with the certificate of the authority that only this server's certificate is from.</summary>
    public string AuthorityPath => _directory.Combine("authority.pem");

    private string Home => _directory.Combine("server");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var (certificate, key) = (_directory.Combine("server.pem"), _directory.Combine("server.key"));
        TestCertificates.Write(HostName, AuthorityPath, certificate, key);
        Endpoint = new Uri(await RunScriptAsync("start", HostName, certificate, key));
        var credentials = await File.ReadAllLinesAsync(Path.Combine(Home, "credentials"));
        (AccessKeyId, SecretAccessKey) = (credentials[0], credentials[1]);
        KeyServiceKeyId = (await File.ReadAllTextAsync(Path.Combine(Home, "kms_key"))).Trim();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunScriptAsync("stop");
        _directory.Dispose();
    }

    /// <summary>Connects to this machine, whatever the name.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Task<string> RunScriptAsync(string verb, params string[] more) =>
        HostProgram.RunAsync(Repository.Root, [Path.Combine(Repository.Root, Script), verb, Home, .. more], CancellationToken.None);
}
