using System.Security.Cryptography;
using System.Text;
using Forge.Artifacts.Encryption;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Encryption;

/// <summary>Artifacts that an encrypting store keeps as they are, because somebody wants it so.</summary>
public sealed class UnencryptedArtifactsTests : IDisposable
{
    private static readonly ArtifactKey Key = ArtifactKey.Parse("site/out.zip");
    private static readonly ArtifactKey Seal = SealOf("site/out.zip");

    private readonly EncryptionKeys _keys = new();
    private readonly FakeArtifactStore _inner = new(TimeProvider.System);
    private readonly EncryptedArtifactStore _store;

    public UnencryptedArtifactsTests() => _store = _keys.Encrypt(_inner);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task Put_Unencrypted_AnybodyReadsItAndTheStoreChecksIt(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);

        var stored = await _store.PutUnencryptedAsync(Key, new MemoryStream(bytes), Cancel);

        (await ReadAsync(_inner)).Should().Equal(bytes);
        (await ReadAsync(_store)).Should().Equal(bytes);
        (await _store.StatAsync(Key, Cancel)).Should().Be(stored);
        (await _store.ListAsync("", Cancel).ToListAsync(Cancel)).Should().Equal([stored], "what vouches for it is no artifact");
        (await _store.StatAsync(Seal, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Read_SomebodyElsePutOtherBytesThere_IsDamaged()
    {
        await _store.PutUnencryptedAsync(Key, new MemoryStream([1, 2, 3]), Cancel);
        await _inner.DeleteAsync(Key, Cancel);
        await _inner.PutAsync(Key, new MemoryStream([4, 5, 6]), Cancel);

        await ShouldBeDamagedAsync();
    }

    [Fact]
    public async Task Read_SomebodyElsePutPlainBytesInThePlaceOfEncryptedOnes_IsDamaged()
    {
        await _store.PutAsync(Key, new MemoryStream([1, 2, 3]), Cancel);
        await _inner.DeleteAsync(Key, Cancel);
        await _inner.PutAsync(Key, new MemoryStream([4, 5, 6]), Cancel);

        await ShouldBeDamagedAsync();
    }

    [Fact]
    public async Task Read_SealOfAnotherArtifact_DoesNotVouchForIt()
    {
        await _store.PutUnencryptedAsync(ArtifactKey.Parse("other"), new MemoryStream([4, 5, 6]), Cancel);
        await _inner.PutAsync(Key, new MemoryStream([4, 5, 6]), Cancel);
        await _inner.PutAsync(Seal, await _inner.OpenReadAsync(SealOf("other"), Cancel), Cancel);

        await ShouldBeDamagedAsync();
    }

    [Fact]
    public async Task Put_InterruptedBeforeTheSeal_IsFinishedByTheNext()
    {
        await _inner.PutAsync(Key, new MemoryStream([1, 2, 3]), Cancel);
        (await _store.StatAsync(Key, Cancel)).Should().BeNull("it is not there before it is sealed");

        await _store.PutUnencryptedAsync(Key, new MemoryStream([1, 2, 3]), Cancel);
        await _store.PutUnencryptedAsync(Key, new MemoryStream([1, 2, 3]), Cancel);

        (await ReadAsync(_store)).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Put_SealOfADeletedArtifactWasLeft_IsReplaced()
    {
        await _store.PutUnencryptedAsync(Key, new MemoryStream([1, 2, 3]), Cancel);
        await _inner.DeleteAsync(Key, Cancel);

        await _store.PutUnencryptedAsync(Key, new MemoryStream([4, 5, 6]), Cancel);

        (await ReadAsync(_store)).Should().Equal(4, 5, 6);
    }

    [Fact]
    public async Task Put_OtherBytesUnderTheKey_IsAConflict()
    {
        await _store.PutUnencryptedAsync(Key, new MemoryStream([1]), Cancel);

        (await FailureAsync(() => _store.PutUnencryptedAsync(Key, new MemoryStream([2]), Cancel))).Failure.Should().Be(ArtifactStoreFailure.Conflict);
        (await FailureAsync(() => _store.PutAsync(Key, new MemoryStream([2]), Cancel))).Failure.Should().Be(ArtifactStoreFailure.Conflict);
        (await ReadAsync(_store)).Should().Equal(1);
    }

    [Fact]
    public async Task Delete_Unencrypted_TakesTheSealToo()
    {
        await _store.PutUnencryptedAsync(Key, new MemoryStream([1]), Cancel);

        await _store.DeleteAsync(Key, Cancel);

        (await _inner.ListAsync("", Cancel).CountAsync(Cancel)).Should().Be(0);
    }

    [Fact]
    public async Task Put_KeyOfASeal_IsRefused()
    {
        (await FailureAsync(() => _store.PutAsync(Seal, new MemoryStream([1]), Cancel))).Message.Should().Contain("which the store needs");
        (await FailureAsync(() => _store.PutUnencryptedAsync(Seal, new MemoryStream([1]), Cancel))).Failure.Should().Be(ArtifactStoreFailure.Conflict);
        await _store.DeleteAsync(Seal, Cancel);
    }

    [Fact]
    public async Task Rotation_TheSealsKeyIsAnEarlierOne_IsStillRead()
    {
        await _store.PutUnencryptedAsync(Key, new MemoryStream([1]), Cancel);
        using var later = _keys.Encrypt(_inner, EncryptionKeys.Second, EncryptionKeys.First);

        (await ReadAsync(later)).Should().Equal(1);
    }

    private static ArtifactKey SealOf(string key) => ArtifactKey.Parse($"forge-unencrypted/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}");

    private async Task ShouldBeDamagedAsync()
    {
        (await FailureAsync(() => _store.OpenReadAsync(Key, Cancel))).Failure.Should().Be(ArtifactStoreFailure.Corrupt);
        (await _store.StatAsync(Key, Cancel)).Should().BeNull();
        (await _store.ListAsync("site/", Cancel).CountAsync(Cancel)).Should().Be(0);
    }

    private static async Task<ArtifactStoreException> FailureAsync(Func<Task> call) => (await call.Should().ThrowAsync<ArtifactStoreException>()).Which;

    private static async Task<byte[]> ReadAsync(IArtifactStore store)
    {
        await using var content = await store.OpenReadAsync(Key, Cancel);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, Cancel);
        return bytes.ToArray();
    }
}
