using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Forge.Testing;

/// <summary>A real Docker Engine that listens on loopback by TLS and lets nobody in without a certificate.</summary>
public sealed class RemoteDockerDaemon : DockerDaemon
{
    private readonly TempDirectory _certificates;

    /// <summary>Initializes a new instance of the <see cref="RemoteDockerDaemon"/> class, and makes its certificates.</summary>
    public RemoteDockerDaemon()
        : this(MakeCertificates(), FreePort())
    {
    }

    private RemoteDockerDaemon(TempDirectory certificates, int port)
        : base(["tls", certificates.Path, port.ToString(CultureInfo.InvariantCulture)])
    {
        _certificates = certificates;
        RemoteEndpoint = new Uri($"tcp://127.0.0.1:{port}");
    }

    /// <summary>Gets where the engine listens for others: <c>tcp://127.0.0.1:PORT</c>.</summary>
    public Uri RemoteEndpoint { get; }

    /// <summary>Gets the directory with <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c> for clients.</summary>
    public string CertificateDirectory => _certificates.Path;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _certificates.Dispose();
    }

    private static TempDirectory MakeCertificates()
    {
        var directory = new TempDirectory();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        directory.Write("ca.pem", authority.ExportCertificatePem());
        Issue(directory, authority, "server-cert.pem", "server-key.pem", "1.3.6.1.5.5.7.3.1");
        Issue(directory, authority, "cert.pem", "key.pem", "1.3.6.1.5.5.7.3.2");
        return directory;
    }

    private static void Issue(TempDirectory directory, X509Certificate2 authority, string certificateFile, string keyFile, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={certificateFile}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        directory.Write(certificateFile, certificate.ExportCertificatePem());
        directory.Write(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
