using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Docker.DotNet.Handler.Abstractions;
using Microsoft.Net.Http.Client;

namespace Forge.Build.Docker;

/// <summary>Proves to an engine who the host is, and has the engine prove who it is.</summary>
internal sealed class EngineCertificates : IAuthProvider, IDisposable
{
    private readonly X509Certificate2 _own;
    private readonly X509Certificate2Collection _authorities;

    private EngineCertificates(X509Certificate2 own, X509Certificate2Collection authorities) => (_own, _authorities) = (own, authorities);

    /// <inheritdoc/>
    public bool TlsEnabled => true;

    /// <summary>Reads <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>.</summary>
    /// <exception cref="BuildExecutorException">One of them cannot be read.</exception>
    public static EngineCertificates Read(string directory)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(Path.Combine(directory, "ca.pem"));
            return new EngineCertificates(X509Certificate2.CreateFromPemFile(Path.Combine(directory, "cert.pem"), Path.Combine(directory, "key.pem")), authorities);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new BuildExecutorException(
                $"The certificates in '{directory}' cannot be read: {e.Message} Put ca.pem, cert.pem and key.pem of the engine's client there, readable by the host, or mend CertificateDirectory.",
                DockerBuildExecutor.ExecutorName,
                isTransient: false,
                e);
        }
    }

    /// <inheritdoc/>
    public HttpMessageHandler ConfigureHandler(HttpMessageHandler handler)
    {
        var managed = (ManagedHandler)handler;
        managed.ClientCertificates.Add(_own);
        managed.ServerCertificateValidationCallback = (_, certificate, _, errors) => IsEngine(certificate, errors);
        return managed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _own.Dispose();
        foreach (var authority in _authorities)
        {
            authority.Dispose();
        }
    }

    // Only the authority in the directory counts: one that the machine trusts for the web has no say here.
    private bool IsEngine(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }
}
