using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace Forge.Artifacts.S3;

/// <summary>Makes the HTTP client for a server that needs more than the usual one: its own authority, or another way to connect.</summary>
internal sealed class ServerHttp : HttpClientFactory, IDisposable
{
    private readonly HttpClient _client;

    private ServerHttp(SocketsHttpHandler handler) => _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Makes one where the options ask for it.</summary>
    /// <returns>The factory; null where the usual client will do.</returns>
    /// <exception cref="ArtifactStoreException">The file with the authority cannot be used.</exception>
    public static ServerHttp? For(S3ArtifactStoreOptions options)
    {
        if (options.CertificateAuthorityFile is null && options.Connect is null)
        {
            return null;
        }

        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = options.Connect };
        if (options.CertificateAuthorityFile is { } file)
        {
            // Only this authority counts then: whoever names one does not expect the server to have a certificate from another.
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(Read(file));
        }

        return new ServerHttp(handler);
    }

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static X509Certificate2Collection Read(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ArtifactStoreException($"The certificates in '{file}' cannot be read ({e.Message.TrimEnd('.')}). Name a PEM file with the certificate of the server's authority.", ArtifactStoreFailure.Unavailable, innerException: e);
        }

        return certificates.Count > 0 ? certificates
            : throw new ArtifactStoreException($"There is no certificate in '{file}'. Name a PEM file with the certificate of the server's authority.", ArtifactStoreFailure.Unavailable);
    }
}
