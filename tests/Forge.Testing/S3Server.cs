using Xunit;

namespace Forge.Testing;

/// <summary>A real S3 server on loopback, in memory. Use it as an assembly fixture; each test makes a bucket of its own.</summary>
/// <remarks>Needs ceph-mon, ceph-osd and radosgw. eng/s3-server says what the server cannot do.</remarks>
public sealed class S3Server : IAsyncLifetime
{
    private const string Script = "eng/s3-server";

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

    private string Home => _directory.Combine("server");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Endpoint = new Uri(await RunScriptAsync("start"));
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

    private Task<string> RunScriptAsync(string verb) =>
        HostProgram.RunAsync(Repository.Root, [Path.Combine(Repository.Root, Script), verb, Home], CancellationToken.None);
}
