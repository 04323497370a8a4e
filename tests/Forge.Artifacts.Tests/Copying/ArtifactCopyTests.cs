using System.Security.Cryptography;
using Forge.Artifacts.Copying;
using Forge.Artifacts.Tests.Encryption;
using Forge.Artifacts.Tests.S3;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Copying;

public sealed class ArtifactCopyTests(S3Server server)
{
    private readonly FakeArtifactStore _source = new(TimeProvider.System, "source");
    private readonly FakeArtifactStore _target = new(TimeProvider.System, "target");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ToAnEncryptedStoreOnS3_CopiesEverythingOnce()
    {
        await using var bucket = new TestBucket(server);
        await bucket.InitializeAsync();
        using var target = new EncryptionKeys().Encrypt(bucket.Open());
        await PutAsync(_source, "a/1", 10);
        await PutAsync(_source, "a/2", 6_000_000);
        await PutAsync(_source, "b", 0);

        var first = await new ArtifactCopy(_source, target).RunAsync("", progress: null, Cancel);
        var second = await new ArtifactCopy(_source, target).RunAsync("", progress: null, Cancel);

        first.Should().BeEquivalentTo(new { CopiedCount = 3, CopiedBytes = 6_000_010L, PresentCount = 0 });
        second.Should().BeEquivalentTo(new { CopiedCount = 0, CopiedBytes = 0L, PresentCount = 3 });
        (await target.StatAsync(ArtifactKey.Parse("a/2"), Cancel))!.Digest.Should().Be((await _source.StatAsync(ArtifactKey.Parse("a/2"), Cancel))!.Digest);
    }

    [Fact]
    public async Task Run_WithAPrefix_LeavesTheRest()
    {
        await PutAsync(_source, "a/1", 10);
        await PutAsync(_source, "b", 10);
        var told = new List<ArtifactCopyOutcome>();

        await new ArtifactCopy(_source, _target).RunAsync("a/", new Recorder(told), Cancel);

        (await _target.ListAsync("", Cancel).Select(info => info.Key.Value).ToListAsync(Cancel)).Should().Equal("a/1");
        told.Should().ContainSingle().Which.IsCopied.Should().BeTrue();
    }

    [Fact]
    public async Task Run_DamagedArtifact_IsNamedAndStopsNoOther()
    {
        await PutAsync(_source, "a", 100);
        await PutAsync(_source, "b", 100);
        _source.Corrupt(ArtifactKey.Parse("a"));

        var result = await new ArtifactCopy(_source, _target).RunAsync("", progress: null, Cancel);

        result.CopiedCount.Should().Be(1);
        result.Failures.Should().ContainSingle().Which.Failure!.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
        (await _target.StatAsync(ArtifactKey.Parse("a"), Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Run_OtherBytesInTheTarget_AreNotTouched()
    {
        await PutAsync(_source, "a", 100);
        await PutAsync(_target, "a", 50);

        var result = await new ArtifactCopy(_source, _target).RunAsync("", progress: null, Cancel);

        result.Failures.Should().ContainSingle().Which.Failure!.Message.Should().Contain("'a' holds other bytes in 'target'");
        (await _target.StatAsync(ArtifactKey.Parse("a"), Cancel))!.Size.Should().Be(50);
    }

    [Fact]
    public async Task Run_TargetFailsAndComesBack_GoesOn()
    {
        await PutAsync(_source, "a", 100);
        await PutAsync(_target, "b", 0);
        _target.PutFailure = new ArtifactStoreException("Down.", ArtifactStoreFailure.Unavailable);

        var first = await new ArtifactCopy(_source, _target).RunAsync("", progress: null, Cancel);
        _target.PutFailure = null;
        var second = await new ArtifactCopy(_source, _target).RunAsync("", progress: null, Cancel);

        first.Failures.Should().ContainSingle();
        second.Should().BeEquivalentTo(new { CopiedCount = 1, PresentCount = 0 });
    }

    private static Task<ArtifactInfo> PutAsync(FakeArtifactStore store, string key, int size) =>
        store.PutAsync(ArtifactKey.Parse(key), new MemoryStream(RandomNumberGenerator.GetBytes(size)), Cancel);

    private sealed class Recorder(List<ArtifactCopyOutcome> told) : IProgress<ArtifactCopyOutcome>
    {
        public void Report(ArtifactCopyOutcome value) => told.Add(value);
    }
}
