using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Forge.Deploy;
using Forge.Deploy.Agents;
using Forge.Testing;

namespace Forge.AspNetCore.Tests.Agents;

/// <summary>Agents over TLS: pinned server certificates, client certificates.</summary>
public sealed class AgentTlsTests : IDisposable
{
    private readonly AgentServerSetup _setup = new() { Certificate = CreateCertificate("localhost") };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Registration => _setup.Directory.Combine("registration.json");

    public void Dispose() => _setup.Dispose();

    [Fact]
    public async Task Register_WithAClientCertificate_EveryRequestNeedsItFromThenOn()
    {
        await using var server = await AgentServer.StartAsync(_setup);
        await RegisterAsync(server, PinOf(_setup.Certificate!), WriteClientCertificate("client"));
        await using (var agent = await AgentHost.StartAsync(server.Address, Registration))
        {
            await using var session = await server.Target("web-1").OpenAsync(Cancel);
            (await session.RunAsync(new DeployCommand { Arguments = ["true"] }, Cancel)).ExitCode.Should().Be(0);
            (await server.Agents.ListAsync(Cancel)).Single().HasCertificate.Should().BeTrue();
        }

        WriteClientCertificate("client");
        await using var other = await AgentHost.StartAsync(server.Address, Registration);

        await Eventually.BeTrueAsync(() => other.Log.Text.Contains(nameof(AgentFailure.Certificate), StringComparison.Ordinal), Cancel);
        server.Log.Ids.Should().Contain(3126);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Register_ServerCertificateIsNotTheExpectedOne_IsRefusedBeforeAnythingIsSent(bool isPinned)
    {
        await using var server = await AgentServer.StartAsync(_setup);

        var registering = () => RegisterAsync(server, isPinned ? new string('0', 64) : null, clientCertificate: null);

        await registering.Should().ThrowAsync<AgentException>().Where(e => e.Failure == AgentFailure.Insecure);
        server.Log.Ids.Should().NotContain(3120).And.NotContain(3126);
    }

    private static X509Certificate2 CreateCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }

    private static string PinOf(X509Certificate2 certificate) => Convert.ToHexString(SHA256.HashData(certificate.RawData));

    private string WriteClientCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var path = _setup.Directory.Combine($"{name}.pem");
        File.WriteAllText(path, $"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return path;
    }

    private Task<string> RegisterAsync(AgentServer server, string? pin, string? clientCertificate) => AgentRegistration.RegisterAsync(
        new AgentRegistrationRequest
        {
            Server = server.Address,
            Invitation = server.Agents.Invite("web-1", TimeSpan.FromMinutes(5)),
            RegistrationPath = Registration,
            ServerCertificateHash = pin,
            ClientCertificatePath = clientCertificate,
        },
        Cancel);
}
