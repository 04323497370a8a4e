using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Forge.Artifacts.S3;
using Forge.Testing;

namespace Forge.Artifacts.Tests.S3;

public sealed class S3ArtifactStoreTests(S3Server server) : IAsyncLifetime
{
    private const int PartSize = 64 * 1024;

    private static readonly ArtifactKey Key = ArtifactKey.Parse("shop/1/shop.zip");

    private readonly TestBucket _bucket = new(server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _bucket.InitializeAsync();

    public ValueTask DisposeAsync() => _bucket.DisposeAsync();

    [Theory]
    [InlineData(1000)]
    [InlineData(300_000)]
    public async Task Put_Object_HasTheKeyForANameAndTheDigestOrItsSealInFront(int size)
    {
        using var store = _bucket.Open(options => (options.Prefix, options.PartSize) = ("/team/a/", PartSize));
        var bytes = RandomNumberGenerator.GetBytes(size);

        var stored = await store.PutAsync(Key, new MemoryStream(bytes), Cancel);

        using var found = await _bucket.Client.GetObjectAsync(_bucket.Name, "team/a/shop/1/shop.zip", Cancel);
        found.ContentLength.Should().Be(size);
        var seal = found.Metadata["forge-seal"];
        var marked = seal is null ? found.Metadata : (await _bucket.Client.GetObjectMetadataAsync(_bucket.Name, $"team/a/.forge/seals/{seal}", Cancel)).Metadata;
        marked["forge-sha256"].Should().Be(stored.Digest.Value);
        (seal is null).Should().Be(size < PartSize);
        (await store.ListAsync("shop/", Cancel).ToListAsync(Cancel)).Should().Equal(stored);
        (await _bucket.LeftoversAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Stores_WithDifferentPrefixes_DoNotMeet()
    {
        using var first = _bucket.Open(options => options.Prefix = "a");
        using var second = _bucket.Open(options => options.Prefix = "b");

        await first.PutAsync(Key, new MemoryStream([1]), Cancel);

        (await second.StatAsync(Key, Cancel)).Should().BeNull();
        (await second.ListAsync("", Cancel).ToListAsync(Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task List_MoreThanAPageOfObjects_GivesAll()
    {
        using var store = _bucket.Open();
        await store.PutAsync(Key, new MemoryStream([1]), Cancel);
        await Parallel.ForEachAsync(Enumerable.Range(0, 1005), Cancel, async (i, cancel) =>
            await _bucket.Client.PutObjectAsync(Marked($"many/{i:D4}"), cancel));

        var listed = await store.ListAsync("many/", Cancel).ToListAsync(Cancel);

        listed.Select(info => info.Key.Value).Should().Equal(Enumerable.Range(0, 1005).Select(i => $"many/{i:D4}"));
    }

    [Fact]
    public async Task Versions_BucketKeepsThem_ArtifactNamesItsOwn()
    {
        using var store = _bucket.Open(options => options.PartSize = PartSize);
        await store.StatAsync(Key, Cancel);
        await _bucket.KeepVersionsAsync();

        var small = await store.PutAsync(Key, new MemoryStream([1]), Cancel);
        var large = await store.PutAsync(ArtifactKey.Parse("large"), new MemoryStream(new byte[200_000]), Cancel);
        await store.DeleteAsync(Key, Cancel);
        var again = await store.PutAsync(Key, new MemoryStream([2]), Cancel);

        new[] { small.Version, large.Version, again.Version }.Should().OnlyHaveUniqueItems().And.NotContainNulls();
        (await store.StatAsync(Key, Cancel)).Should().Be(again);
    }

    [Fact]
    public async Task Open_ServerLetsSecondWritersWin_IsRefused()
    {
        // As this server does in buckets that keep versions.
        await _bucket.KeepVersionsAsync();
        using var store = _bucket.Open();

        (await FailureAsync(() => store.StatAsync(Key, Cancel))).Message.Should().Contain("The bucket keeps versions, and there the server ignores If-None-Match");

        (await _bucket.LeftoversAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200_000)]
    public async Task Encryption_ByAKeyService_IsAskedFor(int size)
    {
        using var store = _bucket.Open(options =>
            (options.ServerSideEncryption, options.KeyServiceKeyId, options.PartSize) = (S3ServerSideEncryption.KeyService, server.KeyServiceKeyId, PartSize));
        var bytes = RandomNumberGenerator.GetBytes(size);

        await store.PutAsync(Key, new MemoryStream(bytes), Cancel);

        var found = await _bucket.Client.GetObjectMetadataAsync(_bucket.Name, Key.Value, Cancel);
        found.ServerSideEncryptionMethod.Should().Be(ServerSideEncryptionMethod.AWSKMS);
        found.ServerSideEncryptionKeyManagementServiceKeyId.Should().Be(server.KeyServiceKeyId);
        (await ReadAsync(store)).Should().Equal(bytes);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200_000)]
    public async Task Encryption_NotWantedForAnArtifact_IsNotAskedFor(int size)
    {
        using var store = _bucket.Open(options =>
            (options.ServerSideEncryption, options.KeyServiceKeyId, options.PartSize) = (S3ServerSideEncryption.KeyService, server.KeyServiceKeyId, PartSize));
        var bytes = RandomNumberGenerator.GetBytes(size);

        await store.PutUnencryptedAsync(Key, new MemoryStream(bytes), Cancel);

        (await _bucket.Client.GetObjectMetadataAsync(_bucket.Name, Key.Value, Cancel)).ServerSideEncryptionMethod.Should().NotBe(ServerSideEncryptionMethod.AWSKMS);
        (await ReadAsync(store)).Should().Equal(bytes);
    }

    [Fact]
    public async Task Encryption_UnknownKey_FailsAndLeavesNothing()
    {
        using var store = _bucket.Open(options => (options.ServerSideEncryption, options.KeyServiceKeyId) = (S3ServerSideEncryption.KeyService, "no-such-key"));

        (await FailureAsync(() => store.PutAsync(Key, new MemoryStream([1]), Cancel))).Failure.Should().Be(ArtifactStoreFailure.Unavailable);

        (await _bucket.LeftoversAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task ForeignObject_UnderTheKey_IsNeitherTouchedNorTakenForAnArtifact()
    {
        await _bucket.Client.PutObjectAsync(new() { BucketName = _bucket.Name, Key = Key.Value, ContentBody = "somebody else's" }, Cancel);
        using var store = _bucket.Open(options => options.PartSize = PartSize);

        (await store.StatAsync(Key, Cancel)).Should().BeNull();
        (await store.ListAsync("", Cancel).ToListAsync(Cancel)).Should().BeEmpty();
        (await FailureAsync(() => store.OpenReadAsync(Key, Cancel))).Message.Should().Contain("Forge did not store it");
        foreach (var size in (int[])[1, 200_000])
        {
            (await FailureAsync(() => store.PutAsync(Key, new MemoryStream(new byte[size]), Cancel))).Failure.Should().Be(ArtifactStoreFailure.Conflict);
        }

        await store.DeleteAsync(Key, Cancel);
        (await _bucket.Client.GetObjectMetadataAsync(_bucket.Name, Key.Value, Cancel)).ContentLength.Should().Be(15);
        (await _bucket.LeftoversAsync()).Should().Equal(Key.Value);
    }

    [Theory]
    [InlineData(".forge/x", "", "begins with '.forge/'")]
    [InlineData("k", "p", null)]
    [InlineData("", "p", "1025 bytes")]
    public async Task Put_KeyThatCannotBeAName_IsRefused(string text, string prefix, string? why)
    {
        using var store = _bucket.Open(options => options.Prefix = prefix);
        var key = ArtifactKey.Parse(text.Length > 0 ? text : new string('k', 1023));

        var putting = () => store.PutAsync(key, new MemoryStream([1]), Cancel);

        if (why is null)
        {
            await putting.Should().NotThrowAsync();
        }
        else
        {
            await putting.Should().ThrowAsync<ArgumentException>().WithMessage($"*{why}*");
        }
    }

    [Theory]
    [InlineData(PartSize - 1)]
    [InlineData(PartSize)]
    [InlineData(PartSize + 1)]
    [InlineData(5 * PartSize)]
    public async Task Put_ContentThatCanBeReadOnce_IsReadOnce(int size)
    {
        using var store = _bucket.Open(options => options.PartSize = PartSize);
        var bytes = RandomNumberGenerator.GetBytes(size);
        await using var content = new OnceStream(bytes);

        var stored = await store.PutAsync(Key, content, Cancel);

        stored.Digest.Should().Be(ArtifactDigest.FromHash(SHA256.HashData(bytes)));
        (await ReadAsync(store)).Should().Equal(bytes);
        (await store.PutAsync(Key, new OnceStream(bytes), Cancel)).Should().Be(stored);
        (await FailureAsync(() => store.PutAsync(Key, new OnceStream(bytes[1..]), Cancel))).Failure.Should().Be(ArtifactStoreFailure.Conflict);
        (await _bucket.LeftoversAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Put_ContentFailsAmongItsParts_IsTheCallersExceptionAndLeavesNothing()
    {
        using var store = _bucket.Open(options => options.PartSize = PartSize);
        await using var content = new OnceStream(new byte[300_000]) { OnRead = number => { if (number == 4) { throw new InvalidOperationException("The content fails."); } } };

        var putting = () => store.PutAsync(Key, content, Cancel);

        await putting.Should().ThrowAsync<InvalidOperationException>().WithMessage("The content fails.");
        (await store.StatAsync(Key, Cancel)).Should().BeNull();
        (await _bucket.LeftoversAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Put_CancelledAmongItsParts_LeavesNothing()
    {
        using var cancel = new CancellationTokenSource();
        using var store = _bucket.Open(options => (options.PartSize, options.ParallelParts) = (PartSize, 2));
        await store.StatAsync(Key, Cancel);
        await using var content = new OnceStream(new byte[3_000_000]) { OnRead = number => { if (number == 10) { cancel.Cancel(); } } };

        var putting = () => store.PutAsync(Key, content, cancel.Token);

        await putting.Should().ThrowAsync<OperationCanceledException>();
        (await _bucket.LeftoversAsync()).Should().BeEmpty();
        (await store.StatAsync(Key, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Put_SeveralContentsThatBeginAlike_OneWinsAndTheOthersAreToldSo()
    {
        using var store = _bucket.Open(options => options.PartSize = PartSize);
        var contents = Enumerable.Range(0, 4).Select(_ => (byte[])[.. new byte[PartSize], .. RandomNumberGenerator.GetBytes(3 * PartSize)]).ToList();

        var puts = contents.ConvertAll(content => Task.Run(() => store.PutAsync(Key, new MemoryStream(content), Cancel)));
        await ((Task)Task.WhenAll(puts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        var winner = puts.FindIndex(put => put.IsCompletedSuccessfully);
        (await ReadAsync(store)).Should().Equal(contents[winner]);
        puts.Where(put => put.IsFaulted).Select(put => put.Exception!.InnerException!.Message).Should().HaveCount(3).And.OnlyContain(message => message.StartsWith("The key 'shop/1/shop.zip' holds other bytes"));
        await store.SweepAsync(TimeSpan.FromSeconds(-5), Cancel);
        (await _bucket.LeftoversAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Delete_OfAnArtifactInParts_TakesItsSealToo()
    {
        using var store = _bucket.Open(options => options.PartSize = PartSize);
        await store.PutAsync(Key, new MemoryStream(new byte[300_000]), Cancel);

        await store.DeleteAsync(Key, Cancel);

        ((await _bucket.Client.ListObjectsV2Async(new() { BucketName = _bucket.Name }, Cancel)).S3Objects ?? []).Should().BeEmpty();
    }

    [Fact]
    public async Task Sweep_DeletionThatWasInterrupted_TakesTheSeal()
    {
        using var store = _bucket.Open(options => options.PartSize = PartSize);
        await store.PutAsync(Key, new MemoryStream(new byte[300_000]), Cancel);
        var seal = (await _bucket.Client.GetObjectMetadataAsync(_bucket.Name, Key.Value, Cancel)).Metadata["forge-seal"];
        var record = new UploadRecord(new UploadTarget(Key.Value, seal, seal), PartSize: 0);
        await _bucket.Client.PutObjectAsync(new() { BucketName = _bucket.Name, Key = new ObjectNames("").Record(record.Target), InputStream = new MemoryStream(record.ToBytes()) }, Cancel);
        await _bucket.Client.DeleteObjectAsync(_bucket.Name, Key.Value, Cancel);

        await store.SweepAsync(TimeSpan.FromSeconds(-5), Cancel);

        ((await _bucket.Client.ListObjectsV2Async(new() { BucketName = _bucket.Name }, Cancel)).S3Objects ?? []).Should().BeEmpty();
    }

    [Fact]
    public async Task SealIsGone_TheObjectIsNotTakenForAnArtifact()
    {
        using var store = _bucket.Open(options => options.PartSize = PartSize);
        await store.PutAsync(Key, new MemoryStream(new byte[300_000]), Cancel);
        var seal = (await _bucket.Client.GetObjectMetadataAsync(_bucket.Name, Key.Value, Cancel)).Metadata["forge-seal"];
        await _bucket.Client.DeleteObjectAsync(_bucket.Name, $".forge/seals/{seal}", Cancel);

        var failure = await FailureAsync(() => store.OpenReadAsync(Key, Cancel));

        failure.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
        failure.Message.Should().Contain($".forge/seals/{seal}");
    }

    [Fact]
    public async Task Link_OfAnArtifact_NeedsNoCredentials()
    {
        using var store = _bucket.Open();
        await store.PutAsync(Key, new MemoryStream([1, 2, 3]), Cancel);
        using var client = new HttpClient();

        var link = await store.CreateLinkAsync(Key, TimeSpan.FromMinutes(5), Cancel);

        (await client.GetByteArrayAsync(link, Cancel)).Should().Equal(1, 2, 3);
        using var other = await client.GetAsync(new Uri(link.ToString().Replace("shop.zip", "other", StringComparison.Ordinal)), Cancel);
        other.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(8 * 24 * 3600)]
    public async Task Link_LifetimeThatNoServerGrants_IsRefused(int seconds)
    {
        using var store = _bucket.Open();

        var linking = () => store.CreateLinkAsync(Key, TimeSpan.FromSeconds(seconds), Cancel);

        await linking.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Link_OfNothing_Fails()
    {
        using var store = _bucket.Open();

        (await FailureAsync(() => store.CreateLinkAsync(Key, TimeSpan.FromMinutes(1), Cancel))).Failure.Should().Be(ArtifactStoreFailure.NotFound);
    }

    [Fact]
    public async Task Expiry_OfUploads_IsARuleBesideThoseOfTheBucket()
    {
        await _bucket.Client.PutLifecycleConfigurationAsync(
            new()
            {
                BucketName = _bucket.Name,
                Configuration = new()
                {
                    Rules = [new() { Id = "theirs", Status = LifecycleRuleStatus.Enabled, Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "logs/" } }, Expiration = new() { Days = 30 } }],
                },
            },
            Cancel);

        foreach (var days in (int[])[3, 3, 5])
        {
            using var store = _bucket.Open(options => (options.Prefix, options.ExpireUploadsAfterDays) = ("p", days));
            await store.StatAsync(Key, Cancel);
        }

        var rules = (await _bucket.Client.GetLifecycleConfigurationAsync(_bucket.Name, Cancel)).Configuration.Rules;
        rules.Select(rule => rule.Id).Should().BeEquivalentTo("theirs", "forge-uploads-p");
        rules.Single(rule => rule.Id != "theirs").AbortIncompleteMultipartUpload.DaysAfterInitiation.Should().Be(5);
    }

    private PutObjectRequest Marked(string name)
    {
        var request = new PutObjectRequest { BucketName = _bucket.Name, Key = name, ContentBody = "x" };
        ObjectState.MarkArtifact(request.Metadata, ArtifactDigest.FromHash(SHA256.HashData("x"u8)));
        return request;
    }

    private static async Task<byte[]> ReadAsync(S3ArtifactStore store)
    {
        await using var content = await store.OpenReadAsync(Key, Cancel);
        using var read = new MemoryStream();
        await content.CopyToAsync(read, Cancel);
        return read.ToArray();
    }

    private static async Task<ArtifactStoreException> FailureAsync(Func<Task> call) => (await call.Should().ThrowAsync<ArtifactStoreException>()).Which;
}
