using System.Security.Cryptography;
using Amazon.S3.Model;
using Forge.Artifacts.S3;
using Forge.Testing;
using Forge.Testing.Faults;

namespace Forge.Artifacts.Tests.S3;

/// <summary>One fault at a time, at a place of the test's choice.</summary>
public sealed class S3StoreRecoveryTests(S3Server server) : IAsyncLifetime
{
    private const int PartSize = 64 * 1024;
    private const int Parts = 10;

    private static readonly ArtifactKey Key = ArtifactKey.Parse("shop/1/shop.zip");

    private readonly TestBucket _bucket = new(server);
    private readonly FaultProxy _proxy = FaultProxy.Start(server.Endpoint);
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(Parts * PartSize);

    public static TheoryData<FaultKind, int> Cuts
    {
        get
        {
            var cuts = new TheoryData<FaultKind, int>();
            foreach (var at in (int[])[0, 1, 1000, PartSize - 1, 3 * PartSize + 5, Parts * PartSize - 1])
            {
                cuts.Add(FaultKind.CutAnswer, at);
            }

            return cuts;
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _bucket.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _bucket.DisposeAsync();
    }

    [Fact]
    public async Task Put_HostLosesTheServerHalfway_TheNextPutOfTheSameContentGoesOn()
    {
        await InterruptAsync(afterParts: 6);
        (await _bucket.LeftoversAsync()).Should().NotBeEmpty();
        var before = PartsSent();
        using var store = Open();

        var stored = await store.PutAsync(Key, new MemoryStream(_bytes), Cancel);

        stored.Digest.Should().Be(ArtifactDigest.FromHash(SHA256.HashData(_bytes)));
        (PartsSent() - before).Should().BeInRange(1, Parts - 4);
        (await ReadAsync(store)).Should().Equal(_bytes);
        (await _bucket.LeftoversAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Put_OtherContentAfterAnInterruption_IsNotMixedWithIt()
    {
        await InterruptAsync(afterParts: 6);
        using var store = Open();
        var other = RandomNumberGenerator.GetBytes(_bytes.Length);

        await store.PutAsync(Key, new MemoryStream(other), Cancel);

        (await ReadAsync(store)).Should().Equal(other);
        await store.SweepAsync(TimeSpan.FromSeconds(-5), Cancel);
        (await _bucket.LeftoversAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_ServerLosesAPart_IsSentAgainWhenItCanBe(bool canBeReadAgain)
    {
        using var store = Open();
        await store.StatAsync(Key, Cancel);
        _proxy.Faults = Once("PUT", new Fault(FaultKind.Lie), skip: 3);
        Stream content = canBeReadAgain ? new MemoryStream(_bytes) : new OnceStream(_bytes);

        var putting = () => store.PutAsync(Key, content, Cancel);

        if (canBeReadAgain)
        {
            await putting();
            (await ReadAsync(store)).Should().Equal(_bytes);
        }
        else
        {
            var failure = await FailureAsync(putting);
            failure.IsTransient.Should().BeTrue();
            failure.Message.Should().Contain("can be read once only");
            (await store.StatAsync(Key, Cancel)).Should().BeNull();
        }

        (await _bucket.LeftoversAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Sweep_YoungUpload_IsLeft()
    {
        await InterruptAsync(afterParts: 3);
        using var store = Open();

        await store.SweepAsync(TimeSpan.FromHours(1), Cancel);
        (await _bucket.LeftoversAsync()).Should().NotBeEmpty();
        await store.SweepAsync(TimeSpan.FromSeconds(-5), Cancel);

        (await _bucket.LeftoversAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(200_000)]
    public async Task Put_NameIsClaimedBySomebodyDead_TakesItOver(int size)
    {
        using var store = Open(options => options.IdleTimeout = TimeSpan.FromMilliseconds(400));
        var upload = await _bucket.Client.InitiateMultipartUploadAsync(_bucket.Name, Key.Value, Cancel);
        var claim = new PutObjectRequest { BucketName = _bucket.Name, Key = Key.Value, ContentBody = "claim" };
        ObjectState.MarkClaim(claim.Metadata, upload.UploadId);
        await _bucket.Client.PutObjectAsync(claim, Cancel);
        (await store.StatAsync(Key, Cancel)).Should().BeNull();
        await store.DeleteAsync(Key, Cancel);
        (await store.ListAsync("", Cancel).ToListAsync(Cancel)).Should().BeEmpty();

        var stored = await store.PutAsync(Key, new MemoryStream(new byte[size]), Cancel);

        stored.Size.Should().Be(size);
        (await _bucket.LeftoversAsync()).Should().BeEmpty("the dead writer's upload must not be finished any more");
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Read_TransferIsCut_GoesOnWhereItWas(FaultKind kind, int at)
    {
        using var store = Open();
        await store.PutAsync(Key, new MemoryStream(_bytes), Cancel);
        _proxy.Faults = Once("GET", new Fault(kind, at));

        (await ReadAsync(store)).Should().Equal(_bytes);

        _proxy.Requests.Count(request => request.Method == "GET" && request.Target.EndsWith(Key.Value, StringComparison.Ordinal)).Should().Be(2);
    }

    [Fact]
    public async Task Read_TransferIsSlowButMoves_IsNotGivenUp()
    {
        using var store = Open(options => options.IdleTimeout = TimeSpan.FromMilliseconds(500));
        await store.PutAsync(Key, new MemoryStream(_bytes), Cancel);
        _proxy.Faults = Once("GET", new Fault(FaultKind.Slow));

        (await ReadAsync(store)).Should().Equal(_bytes);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("HEAD")]
    public async Task Request_ServerSaysNothing_IsMadeAgain(string method)
    {
        using var store = Open(options => options.IdleTimeout = TimeSpan.FromMilliseconds(300));
        await store.StatAsync(ArtifactKey.Parse("opens"), Cancel);
        _proxy.Faults = Once(method, new Fault(FaultKind.Hang));

        (await store.PutAsync(Key, new MemoryStream([1]), Cancel)).Size.Should().Be(1);
    }

    [Theory]
    [InlineData(FaultKind.FlipAnswer)]
    [InlineData(FaultKind.ShortAnswer)]
    public async Task Read_OtherBytesOnTheWay_AreNeverHandedOutAsTheArtifact(FaultKind kind)
    {
        using var store = Open();
        foreach (var size in (int[])[1000, _bytes.Length])
        {
            var key = ArtifactKey.Parse($"k{size}");
            await store.PutAsync(key, new MemoryStream(_bytes, 0, size), Cancel);
            _proxy.Faults = Once("GET", new Fault(kind, 500));

            (await FailureAsync(() => ReadAsync(store, key))).Failure.Should().Be(ArtifactStoreFailure.Corrupt);

            (await ReadAsync(store, key)).Should().Equal(_bytes[..size]);
        }
    }

    [Fact]
    public async Task Put_BytesChangeOnTheWay_AreSentAgain()
    {
        using var store = Open();
        await store.StatAsync(ArtifactKey.Parse("opens"), Cancel);
        _proxy.Faults = Once("PUT", new Fault(FaultKind.FlipRequest, 30_000));

        await store.PutAsync(Key, new MemoryStream(_bytes), Cancel);

        (await ReadAsync(store)).Should().Equal(_bytes);
    }

    [Fact]
    public async Task Put_CompletionAnswersAnErrorWith200_IsNotBelieved()
    {
        using var store = Open();
        await store.PutAsync(ArtifactKey.Parse("other"), new MemoryStream(_bytes), Cancel);
        _proxy.Faults = Once("POST", new Fault(FaultKind.ErrorInBody), skip: 1);

        (await store.PutAsync(Key, new MemoryStream(_bytes), Cancel)).Size.Should().Be(_bytes.Length);

        (await ReadAsync(store)).Should().Equal(_bytes);
    }

    [Fact]
    public async Task Request_ServerFailsForLong_FailsWithTheRequestsId()
    {
        using var store = Open();
        await store.StatAsync(ArtifactKey.Parse("opens"), Cancel);
        _proxy.Faults = _ => new Fault(FaultKind.Error, Status: 503);
        var before = _proxy.Requests.Count;

        var failure = await FailureAsync(() => store.OpenReadAsync(Key, Cancel));

        failure.Failure.Should().Be(ArtifactStoreFailure.Unavailable);
        failure.IsTransient.Should().BeTrue();
        failure.Message.Should().Contain(Key.Value).And.Contain("503 SlowDown").And.Contain("proxy-503").And.Contain(_bucket.Name);
        (_proxy.Requests.Count - before).Should().Be(5);
    }

    [Fact]
    public async Task Open_ServerIsDownAndComesBack_Works()
    {
        _proxy.IsDown = true;
        using var store = Open();

        (await FailureAsync(() => store.StatAsync(Key, Cancel))).IsTransient.Should().BeTrue();
        _proxy.IsDown = false;

        (await store.StatAsync(Key, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Open_NoSuchBucket_SaysSo()
    {
        using var store = _bucket.Open(options => options.Bucket = "no-such-bucket");

        var failure = await FailureAsync(() => store.PutAsync(Key, new MemoryStream([1]), Cancel));

        failure.Message.Should().Contain("'no-such-bucket'").And.Contain("404 NoSuchBucket");
        failure.IsTransient.Should().BeFalse();
    }

    private S3ArtifactStore Open(Action<S3ArtifactStoreOptions>? configure = null) => _bucket.Open(options =>
    {
        (options.Endpoint, options.PartSize, options.ParallelParts) = (_proxy.Endpoint, PartSize, 2);
        configure?.Invoke(options);
    });

    // Nobody can clean up: as when the machine of the host goes down.
    private async Task InterruptAsync(int afterParts)
    {
        using var store = Open(options => options.MaxAttempts = 1);
        await store.StatAsync(Key, Cancel);
        _proxy.Faults = request =>
        {
            _proxy.IsDown |= request.Target.Contains($"partNumber={afterParts + 1}&", StringComparison.Ordinal);
            return _proxy.IsDown ? new Fault(FaultKind.CutRequest) : null;
        };
        await FailureAsync(() => store.PutAsync(Key, new MemoryStream(_bytes), Cancel));
        _proxy.Faults = null;
        _proxy.IsDown = false;
    }

    private int PartsSent() => _proxy.Requests.Count(request => request.Method == "PUT" && request.Target.Contains("partNumber=", StringComparison.Ordinal));

    private static Func<ProxiedRequest, Fault?> Once(string method, Fault fault, int skip = 0)
    {
        var left = skip + 1;
        return request => request.Method == method && Interlocked.Decrement(ref left) == 0 ? fault : null;
    }

    private static Task<byte[]> ReadAsync(S3ArtifactStore store) => ReadAsync(store, Key);

    private static async Task<byte[]> ReadAsync(S3ArtifactStore store, ArtifactKey key)
    {
        await using var content = await store.OpenReadAsync(key, Cancel);
        using var read = new MemoryStream();
        await content.CopyToAsync(read, Cancel);
        return read.ToArray();
    }

    private static async Task<ArtifactStoreException> FailureAsync(Func<Task> call) => (await call.Should().ThrowAsync<ArtifactStoreException>()).Which;
}
