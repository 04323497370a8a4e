using System.Security.Cryptography.X509Certificates;
using Forge.Artifacts.S3;
using Forge.Testing;
using Forge.Testing.Faults;

namespace Forge.Artifacts.Tests.S3;

/// <summary>How requests reach a server, and what they say.</summary>
public sealed class S3TransportTests(S3Server server) : IAsyncLifetime
{
    private static readonly ArtifactKey Key = ArtifactKey.Parse("shop/1/shop.zip");

    private readonly TestBucket _bucket = new(server);
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _bucket.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _bucket.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tls_AuthorityIsNamed_LinksLeadToTheSameServer(bool isInPath)
    {
        using var store = _bucket.Open(options => SetTls(options, isInPath));
        await store.PutAsync(Key, new MemoryStream([1, 2, 3]), Cancel);

        var link = await store.CreateLinkAsync(Key, TimeSpan.FromMinutes(5), Cancel);

        link.GetLeftPart(UriPartial.Path).Should().Be(isInPath
            ? $"{server.TlsEndpoint}{_bucket.Name}/{Key}"
            : $"https://{_bucket.Name}.{server.TlsEndpoint.Authority}/{Key}");
        using var handler = new SocketsHttpHandler { ConnectCallback = S3Server.ConnectAsync };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(server.AuthorityPath);
        using var client = new HttpClient(handler);
        (await client.GetByteArrayAsync(link, Cancel)).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Tls_AuthorityIsNotTrusted_SaysSoAtOnce()
    {
        var connections = 0;
        using var store = _bucket.Open(options =>
        {
            SetTls(options, isInPath: true);
            options.CertificateAuthorityFile = null;
            options.Connect = (context, cancellationToken) =>
            {
                Interlocked.Increment(ref connections);
                return S3Server.ConnectAsync(context, cancellationToken);
            };
        });

        var failure = await FailureAsync(store);

        (failure.Failure, failure.IsTransient).Should().Be((ArtifactStoreFailure.Unavailable, false));
        failure.Message.Should().Contain("its certificate is not trusted").And.Contain("CertificateAuthorityFile").And.Contain(server.TlsEndpoint.Host);
        connections.Should().BeLessThanOrEqualTo(3, "what is not trusted is not asked again and again");
    }

    [Fact]
    public async Task Tls_ServerOfAnotherAuthority_IsNotTrusted()
    {
        TestCertificates.Write("other", _directory.Combine("authority"), _directory.Combine("certificate"), _directory.Combine("key"));
        using var store = _bucket.Open(options =>
        {
            SetTls(options, isInPath: true);
            options.CertificateAuthorityFile = _directory.Combine("authority");
        });

        (await FailureAsync(store)).Message.Should().Contain("its certificate is not trusted");
    }

    [Fact]
    public async Task Tls_CertificateOfAnotherName_IsNotTrusted()
    {
        using var store = _bucket.Open(options =>
        {
            SetTls(options, isInPath: true);
            options.Endpoint = new Uri($"https://s3.other.test:{server.TlsEndpoint.Port}");
        });

        (await FailureAsync(store)).Message.Should().Contain("its certificate is not trusted").And.Contain("RemoteCertificateNameMismatch");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task Tls_AuthorityCannotBeRead_SaysWhichFile(string? text)
    {
        var file = _directory.Combine("authority");
        if (text is not null)
        {
            _directory.Write("authority", text);
        }

        using var store = _bucket.Open(options =>
        {
            SetTls(options, isInPath: true);
            options.CertificateAuthorityFile = file;
        });

        (await FailureAsync(store)).Message.Should().Contain($"'{file}'").And.Contain("PEM");
    }

    [Fact]
    public async Task Host_IsTheBucketsName_AndThePathIsTheKey()
    {
        await using var proxy = FaultProxy.Start(server.Endpoint);
        using var store = _bucket.Open(options => (options.Endpoint, options.UsePathStyle, options.Connect) =
            (new Uri($"http://{server.TlsEndpoint.Host}:{proxy.Endpoint.Port}"), false, S3Server.ConnectAsync));

        await store.PutAsync(Key, new MemoryStream([1]), Cancel);

        proxy.Requests.Should().OnlyContain(request => request.Headers["Host"] == $"{_bucket.Name}.{server.TlsEndpoint.Host}:{proxy.Endpoint.Port}");
        proxy.Requests.Should().Contain(request => request.Method == "PUT" && request.Target.StartsWith($"/{Key}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Checksums_ServerRefusesThem_AreNotSentAgain()
    {
        var puts = await PutsAsync(faults: null);

        puts.Count(HasChecksum).Should().Be(1, "only the probe has one");
        HasChecksum(puts[0]).Should().BeTrue();
    }

    [Fact]
    public async Task Checksums_ServerTakesThem_AreSentWithWhatIsStored()
    {
        var puts = await PutsAsync(request => HasChecksum(request) && request.Method == "PUT" && !request.Headers.ContainsKey("If-None-Match") ? new Fault(FaultKind.Lie) : null, mayFail: true);

        puts.Skip(1).Should().NotBeEmpty().And.OnlyContain(request => HasChecksum(request));
    }

    [Theory]
    [InlineData(S3Checksums.WhenSupported, true)]
    [InlineData(S3Checksums.WhenRequired, false)]
    public async Task Checksums_AreSet_AreNotProbed(S3Checksums checksums, bool areSent)
    {
        var puts = await PutsAsync(faults: null, checksums, mayFail: true);

        puts.Should().NotBeEmpty().And.OnlyContain(request => HasChecksum(request) == areSent && request.Headers.ContainsKey("If-None-Match"));
    }

    [Theory]
    [InlineData(S3ServerSideEncryption.ServerKey, "AES256", null)]
    [InlineData(S3ServerSideEncryption.KeyService, "aws:kms", "forge-test-key")]
    [InlineData(S3ServerSideEncryption.BucketDefault, null, null)]
    public async Task Encryption_IsAskedFor_InEveryWriteThatMakesAnObject(S3ServerSideEncryption encryption, string? method, string? keyId)
    {
        const int Parts = 200_000;
        await using var proxy = FaultProxy.Start(server.Endpoint);
        using var store = _bucket.Open(options =>
            (options.Endpoint, options.ServerSideEncryption, options.KeyServiceKeyId, options.PartSize) = (proxy.Endpoint, encryption, keyId, 64 * 1024));

        await store.PutAsync(Key, new MemoryStream([1]), Cancel);
        await store.PutAsync(ArtifactKey.Parse("large"), new MemoryStream(new byte[Parts]), Cancel);
        await store.PutUnencryptedAsync(ArtifactKey.Parse("open"), new MemoryStream([1]), Cancel);

        var writes = proxy.Requests.Where(request => request.Target.Contains($"/{Key}", StringComparison.Ordinal) || request.Target.EndsWith("/large?uploads", StringComparison.Ordinal))
            .Where(request => request.Method is "PUT" or "POST").ToList();
        writes.Should().HaveCount(2).And.OnlyContain(request =>
            request.Headers.GetValueOrDefault("x-amz-server-side-encryption") == method && request.Headers.GetValueOrDefault("x-amz-server-side-encryption-aws-kms-key-id") == keyId);
        proxy.Requests.Single(request => request.Method == "PUT" && request.Target.EndsWith("/open", StringComparison.Ordinal)).Headers.Should().NotContainKey("x-amz-server-side-encryption");
    }

    private static bool HasChecksum(ProxiedRequest request) =>
        request.Headers.Keys.Any(name => name.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase))
        || request.Headers.GetValueOrDefault("x-amz-trailer")?.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase) == true;

    private async Task<IReadOnlyList<ProxiedRequest>> PutsAsync(Func<ProxiedRequest, Fault?>? faults, S3Checksums checksums = default, bool mayFail = false)
    {
        await using var proxy = FaultProxy.Start(server.Endpoint);
        proxy.Faults = faults;
        using var store = _bucket.Open(options => (options.Endpoint, options.Checksums, options.MaxAttempts) = (proxy.Endpoint, checksums, 1));
        try
        {
            await store.PutAsync(Key, new MemoryStream([1]), Cancel);
        }
        catch (ArtifactStoreException) when (mayFail)
        {
            // This server refuses them in the end.
        }

        return [.. proxy.Requests.Where(request => request.Method == "PUT")];
    }

    private void SetTls(S3ArtifactStoreOptions options, bool isInPath) =>
        (options.Endpoint, options.UsePathStyle, options.CertificateAuthorityFile, options.Connect) = (server.TlsEndpoint, isInPath, server.AuthorityPath, S3Server.ConnectAsync);

    private static async Task<ArtifactStoreException> FailureAsync(S3ArtifactStore store)
    {
        var asking = () => store.StatAsync(Key, Cancel);
        return (await asking.Should().ThrowAsync<ArtifactStoreException>()).Which;
    }
}
