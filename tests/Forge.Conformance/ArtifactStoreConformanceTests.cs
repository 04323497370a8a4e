using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Forge.Artifacts;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="IArtifactStore"/> owes its callers. Each implementation derives one class.</summary>
public abstract partial class ArtifactStoreConformanceTests
{
    private const int Writers = 16;

    private static readonly ArtifactKey Key = ArtifactKey.Parse("shop/3f2c/shop.zip");

    /// <summary>Gets the keys that a store may take for something else.</summary>
    public static TheoryData<string> UnusualKeys => new()
    {
        "a", "a b", "ünï/日本", "100%/+&?#*:|<>\"'", "...", "-rf", "a.tmp", "manifest.json", "CON", new string('k', 1024), string.Join('/', Enumerable.Repeat("k", 500)),
    };

    /// <summary>Gets the store, empty.</summary>
    protected abstract IArtifactStore Store { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Changes a stored byte behind the store's back.</summary>
    /// <param name="key">The artifact.</param>
    protected abstract Task CorruptAsync(ArtifactKey key);

    [Fact]
    public async Task Put_ThenRead_GivesTheSameBytes()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);

        var stored = await PutAsync(Key, bytes);

        stored.Should().BeEquivalentTo(new { Key, Digest = ArtifactDigest.FromHash(SHA256.HashData(bytes)), Size = 300_000L });
        (await ReadAsync(Key)).Should().Equal(bytes);
    }

    [Fact]
    public async Task Put_NoBytes_IsAnArtifact()
    {
        var stored = await PutAsync(Key, []);

        stored.Size.Should().Be(0);
        (await ReadAsync(Key)).Should().BeEmpty();
    }

    [Fact]
    public async Task Put_LeavesTheContentOpen()
    {
        using var content = new MemoryStream([1]);

        await Store.PutAsync(Key, content, Cancel);

        content.CanRead.Should().BeTrue();
    }

    [Fact]
    public async Task Put_StreamThatCannotSeek_IsReadToItsEnd()
    {
        await using var content = new SlowStream(Encoding.UTF8.GetBytes("content in drops"));

        await Store.PutAsync(Key, content, Cancel);

        (await ReadAsync(Key)).Should().Equal(Encoding.UTF8.GetBytes("content in drops"));
    }

    [Theory]
    [MemberData(nameof(UnusualKeys))]
    public async Task Put_UnusualKey_IsStoredUnderIt(string text)
    {
        var key = ArtifactKey.Parse(text);

        await PutAsync(key, [1, 2, 3]);

        (await Store.StatAsync(key, Cancel))!.Key.Should().Be(key);
        (await ReadAsync(key)).Should().Equal(1, 2, 3);
        (await ListAsync("")).Should().Equal(text);
    }

    [Fact]
    public async Task Put_KeysThatDifferLittle_AreDifferent()
    {
        string[] keys = ["a", "A", "a/b", "a/b/c", "a.b", "á"];
        foreach (var key in keys)
        {
            await PutAsync(ArtifactKey.Parse(key), Encoding.UTF8.GetBytes(key));
        }

        foreach (var key in keys)
        {
            (await ReadAsync(ArtifactKey.Parse(key))).Should().Equal(Encoding.UTF8.GetBytes(key));
        }
    }

    [Fact]
    public async Task Put_SameBytesAgain_ChangesNothing()
    {
        var first = await PutAsync(Key, [1, 2, 3]);

        var second = await PutAsync(Key, [1, 2, 3]);

        second.Should().Be(first);
    }

    [Fact]
    public async Task Put_OtherBytes_IsRefusedAndTheFirstStay()
    {
        await PutAsync(Key, [1, 2, 3]);

        var failure = await FailureAsync(() => PutAsync(Key, [4]));

        failure.Failure.Should().Be(ArtifactStoreFailure.Conflict);
        failure.Key.Should().Be(Key);
        failure.Message.Should().Contain(Key.Value);
        (await ReadAsync(Key)).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Put_ManyWritersOfDifferentBytes_ExactlyOneWins()
    {
        var writing = Enumerable.Range(0, Writers).Select(i => Task.Run(() => TryPutAsync([(byte)i]))).ToArray();

        var winners = (await Task.WhenAll(writing)).Where(stored => stored is not null).ToArray();

        winners.Should().ContainSingle();
        ArtifactDigest.FromHash(SHA256.HashData(await ReadAsync(Key))).Should().Be(winners[0]!.Digest);
    }

    [Fact]
    public async Task Put_ManyWritersOfTheSameBytes_AllSucceed()
    {
        var writing = Enumerable.Range(0, Writers).Select(_ => Task.Run(() => PutAsync(Key, [1, 2, 3]))).ToArray();

        var stored = await Task.WhenAll(writing);

        stored.Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Put_ContentFailsHalfway_StoresNothing()
    {
        await using var content = new SlowStream([1, 2, 3]) { FailsAt = 2 };

        var putting = () => Store.PutAsync(Key, content, Cancel);

        await putting.Should().ThrowAsync<EndOfStreamException>();
        (await Store.StatAsync(Key, Cancel)).Should().BeNull();
        (await ListAsync("")).Should().BeEmpty();
    }

    [Fact]
    public async Task Put_CancelledHalfway_StoresNothing()
    {
        using var cancel = new CancellationTokenSource();
        await using var content = new SlowStream([1, 2, 3]) { AfterFirst = cancel.Cancel };

        var putting = () => Store.PutAsync(Key, content, cancel.Token);

        await putting.Should().ThrowAsync<OperationCanceledException>();
        (await Store.StatAsync(Key, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task OpenRead_NoSuchArtifact_Fails()
    {
        var failure = await FailureAsync(() => Store.OpenReadAsync(Key, Cancel));

        failure.Failure.Should().Be(ArtifactStoreFailure.NotFound);
        failure.Key.Should().Be(Key);
        failure.IsTransient.Should().BeFalse();
    }

    [Fact]
    public async Task OpenRead_StoredBytesChanged_FailsBeforeTheEnd()
    {
        await PutAsync(Key, RandomNumberGenerator.GetBytes(200_000));
        await CorruptAsync(Key);

        var failure = await FailureAsync(() => ReadAsync(Key));

        failure.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
        failure.Key.Should().Be(Key);
    }

    [Fact]
    public async Task OpenRead_StoredBytesChanged_NeverHandsOutTheWholeArtifact()
    {
        await PutAsync(Key, RandomNumberGenerator.GetBytes(200_000));
        await CorruptAsync(Key);
        await using var content = await Store.OpenReadAsync(Key, Cancel);

        var reading = async () => await content.ReadExactlyAsync(new byte[200_000], Cancel);

        await reading.Should().ThrowAsync<ArtifactStoreException>();
    }

    [Fact]
    public async Task Stat_NoSuchArtifact_IsNull() => (await Store.StatAsync(Key, Cancel)).Should().BeNull();

    [Fact]
    public async Task Stat_SaysWhatPutSaid()
    {
        var stored = await PutAsync(Key, [1, 2, 3]);

        (await Store.StatAsync(Key, Cancel)).Should().Be(stored);
    }

    [Fact]
    public async Task List_IsInOrdinalOrderAndKeepsToThePrefix()
    {
        foreach (var key in (string[])["b/2", "a", "B", "b/10", "ba", "é"])
        {
            await PutAsync(ArtifactKey.Parse(key), [1]);
        }

        (await ListAsync("")).Should().Equal("B", "a", "b/10", "b/2", "ba", "é");
        (await ListAsync("b")).Should().Equal("b/10", "b/2", "ba");
        (await ListAsync("b/")).Should().Equal("b/10", "b/2");
        (await ListAsync("c")).Should().BeEmpty();
    }

    [Fact]
    public async Task Delete_FreesTheKey()
    {
        await PutAsync(Key, [1]);

        await Store.DeleteAsync(Key, Cancel);

        (await Store.StatAsync(Key, Cancel)).Should().BeNull();
        (await ListAsync("")).Should().BeEmpty();
        await PutAsync(Key, [2]);
        (await ReadAsync(Key)).Should().Equal(2);
    }

    [Fact]
    public async Task Delete_NoSuchArtifact_Succeeds()
    {
        await Store.DeleteAsync(Key, Cancel);

        (await ListAsync("")).Should().BeEmpty();
    }

    [Fact]
    public async Task Delete_OneOfTwoKeysWithTheSameBytes_KeepsTheOther()
    {
        var other = ArtifactKey.Parse("other");
        await PutAsync(Key, [1, 2, 3]);
        await PutAsync(other, [1, 2, 3]);

        await Store.DeleteAsync(Key, Cancel);

        (await ReadAsync(other)).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Delete_StreamIsOpen_StaysReadable()
    {
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        await PutAsync(Key, bytes);
        await using var content = await Store.OpenReadAsync(Key, Cancel);

        await Store.DeleteAsync(Key, Cancel);

        var read = new byte[bytes.Length];
        await content.ReadExactlyAsync(read, Cancel);
        read.Should().Equal(bytes);
    }

    [Fact]
    public async Task PutAndDelete_OfTheSameBytesAtOnce_NeverLoseAnArtifact()
    {
        var keys = Enumerable.Range(0, 4).Select(i => ArtifactKey.Parse($"k{i}")).ToArray();
        await Task.WhenAll(keys.Select(key => Task.Run(
            async () =>
            {
                for (var round = 0; round < 5; round++)
                {
                    await PutAsync(key, [1, 2, 3]);
                    (await ReadAsync(key)).Should().Equal(1, 2, 3);
                    await Store.DeleteAsync(key, Cancel);
                }
            },
            Cancel)));

        (await ListAsync("")).Should().BeEmpty();
    }

    [Fact]
    public async Task EveryMember_CancelledToken_Throws()
    {
        var cancelled = new CancellationToken(canceled: true);
        Func<Task>[] calls =
        [
            () => Store.PutAsync(Key, Stream.Null, cancelled),
            () => Store.OpenReadAsync(Key, cancelled),
            () => Store.StatAsync(Key, cancelled),
            () => Store.DeleteAsync(Key, cancelled),
        ];

        foreach (var call in calls)
        {
            await call.Should().ThrowAsync<OperationCanceledException>();
        }

        (await Store.StatAsync(Key, Cancel)).Should().BeNull();
    }

    private async Task<ArtifactInfo> PutAsync(ArtifactKey key, byte[] bytes) => await Store.PutAsync(key, new MemoryStream(bytes), Cancel);

    private async Task<ArtifactInfo?> TryPutAsync(byte[] bytes)
    {
        try
        {
            return await PutAsync(Key, bytes);
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Conflict)
        {
            return null;
        }
    }

    private async Task<byte[]> ReadAsync(ArtifactKey key)
    {
        await using var content = await Store.OpenReadAsync(key, Cancel);
        using var read = new MemoryStream();
        await content.CopyToAsync(read, Cancel);
        return read.ToArray();
    }

    private async Task<List<string>> ListAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var artifact in Store.ListAsync(prefix, Cancel))
        {
            keys.Add(artifact.Key.Value);
        }

        return keys;
    }

    private static async Task<ArtifactStoreException> FailureAsync(Func<Task> call) =>
        (await call.Should().ThrowAsync<ArtifactStoreException>()).Which;

    /// <summary>Gives one byte at a time, and may fail or act on the way.</summary>
    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool CanSeek => false;

        public int FailsAt { get; init; } = -1;

        public Action? AfterFirst { get; init; }

        // Every other way to read ends here.
        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Position == FailsAt)
            {
                throw new EndOfStreamException();
            }

            if (Position == 1)
            {
                AfterFirst?.Invoke();
            }

            return base.Read(buffer, offset, Math.Min(1, count));
        }
    }
}
