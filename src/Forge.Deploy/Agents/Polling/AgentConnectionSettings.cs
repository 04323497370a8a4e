using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Polling;

/// <summary>How connections to the server are made: TLS, pins, client certificates, proxies. Nothing is followed elsewhere.</summary>
internal static class AgentConnectionSettings
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Makes what connects.</summary>
    /// <exception cref="AgentException">The client certificate cannot be read.</exception>
    public static SocketsHttpHandler Create(Uri? proxy, Registration registration)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
        };
        if (proxy is not null)
        {
            handler.Proxy = new WebProxy(proxy);
        }

        if (registration.ServerCertificateHash is { } pin)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is not null && BearerCredential.AreEqual(pin, Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData())));
        }

        if (registration.ClientCertificatePath is { } path)
        {
            var shown = ReadCertificate(path, registration.ClientKeyPath);
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(shown, additionalCertificates: null, offline: true);
        }

        return handler;
    }

    private static X509Certificate2 ReadCertificate(string path, string? keyPath)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(path, keyPath);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AgentException($"The client certificate '{path}' or its key cannot be read: {e.Message}", AgentFailure.RegistrationFile, e);
        }
    }
}
