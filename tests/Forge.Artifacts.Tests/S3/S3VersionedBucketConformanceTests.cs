using System.Security.Cryptography;
using Amazon.S3.Model;
using Forge.Artifacts.S3;
using Forge.Conformance;
using Forge.Testing;
using Forge.Testing.Faults;

namespace Forge.Artifacts.Tests.S3;

/// <summary>A bucket that keeps versions. This server ignores If-None-Match there, so a proxy heeds it, as the service itself does.</summary>
public sealed class S3VersionedBucketConformanceTests(S3Server server) : ArtifactStoreConformanceTests, IAsyncLifetime
{
    private readonly TestBucket _bucket = new(server);
    private FaultProxy? _proxy;
    private S3ArtifactStore? _store;

    protected override IArtifactStore Store => _store!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _bucket.InitializeAsync();
        await _bucket.KeepVersionsAsync();
        _proxy = _bucket.StartHeedful();
        _store = _bucket.Open(options => options.Endpoint = _proxy.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        await _proxy!.DisposeAsync();
        await _bucket.DisposeAsync();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(6_000_000)]
    public async Task Put_Artifact_NamesItsVersionAndIsReadByIt(int size)
    {
        var key = ArtifactKey.Parse("a/b");
        var bytes = RandomNumberGenerator.GetBytes(size);

        var stored = await Store.PutAsync(key, new MemoryStream(bytes), Cancel);
        await _store!.CreateLinkAsync(key, TimeSpan.FromMinutes(1), Cancel);

        stored.Version.Should().NotBeNullOrEmpty();
        (await Store.StatAsync(key, Cancel)).Should().Be(stored);
        using var byVersion = await _bucket.Client.GetObjectAsync(new GetObjectRequest { BucketName = _bucket.Name, Key = key.Value, VersionId = stored.Version }, Cancel);
        byVersion.ContentLength.Should().Be(size);
    }

    [Fact]
    public async Task Read_CutWhileSomebodyElseOverwritesTheObject_GoesOnWithItsVersion()
    {
        const int Size = 3_000_000;
        var key = ArtifactKey.Parse("a/b");
        var bytes = RandomNumberGenerator.GetBytes(Size);
        var stored = await Store.PutAsync(key, new MemoryStream(bytes), Cancel);
        var heed = _proxy!.Faults!;
        var gets = 0;
        _proxy.Faults = request => request.Method == "GET" && gets++ == 0 ? new Fault(FaultKind.CutAnswer, Size / 2) : heed(request);

        await using var content = await Store.OpenReadAsync(key, Cancel);
        await _bucket.Client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket.Name, Key = key.Value, InputStream = new MemoryStream([1, 2, 3]) }, Cancel);
        using var read = new MemoryStream();
        await content.CopyToAsync(read, Cancel);

        read.ToArray().Should().Equal(bytes);
        _proxy.Requests.Should().Contain(request => request.Method == "GET" && request.Headers.ContainsKey("Range") && request.Target.Contains($"versionId={Uri.EscapeDataString(stored.Version!)}"));
    }

    [Fact]
    public async Task Link_OfAnArtifact_NamesItsVersion()
    {
        var key = ArtifactKey.Parse("a/b");
        var stored = await Store.PutAsync(key, new MemoryStream([1]), Cancel);

        (await _store!.CreateLinkAsync(key, TimeSpan.FromMinutes(1), Cancel)).Query.Should().Contain($"versionId={Uri.EscapeDataString(stored.Version!)}");
    }

    [Fact]
    public async Task Delete_Artifact_LeavesItsVersionToTheBucketsRules()
    {
        var key = ArtifactKey.Parse("a/b");
        var stored = await Store.PutAsync(key, new MemoryStream([1]), Cancel);

        await Store.DeleteAsync(key, Cancel);

        (await Store.StatAsync(key, Cancel)).Should().BeNull();
        var versions = await _bucket.Client.ListVersionsAsync(_bucket.Name, key.Value, Cancel);
        versions.Versions.Should().Contain(version => version.VersionId == stored.Version, "who keeps versions wants to go back");
    }

    protected override Task CorruptAsync(ArtifactKey key) => _bucket.CorruptAsync(key.Value);
}
