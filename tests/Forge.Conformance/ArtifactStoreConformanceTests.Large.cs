using System.Security.Cryptography;
using FluentAssertions;
using Forge.Artifacts;
using Xunit;

namespace Forge.Conformance;

public abstract partial class ArtifactStoreConformanceTests
{
    private const int LargeWriters = 4;

    // A store that sends artifacts in parts needs several for this one.
    private const int Large = 20_000_003;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_LargeContent_IsStoredWhole(bool canSeek)
    {
        var bytes = RandomNumberGenerator.GetBytes(Large);
        await using var content = new PickyStream(bytes, canSeek);

        var stored = await Store.PutAsync(Key, content, Cancel);

        stored.Should().BeEquivalentTo(new { Key, Digest = ArtifactDigest.FromHash(SHA256.HashData(bytes)), Size = (long)Large });
        (await Store.StatAsync(Key, Cancel)).Should().Be(stored);
        (await ReadAsync(Key)).AsSpan().SequenceEqual(bytes).Should().BeTrue();
    }

    [Fact]
    public async Task Put_ContentThatHasBeenReadFrom_StoresTheRest()
    {
        var bytes = RandomNumberGenerator.GetBytes(Large);
        using var content = new MemoryStream(bytes);
        content.Position = 1_000_000;

        var stored = await Store.PutAsync(Key, content, Cancel);

        stored.Digest.Should().Be(ArtifactDigest.FromHash(SHA256.HashData(bytes.AsSpan(1_000_000))));
        (await ReadAsync(Key)).AsSpan().SequenceEqual(bytes.AsSpan(1_000_000)).Should().BeTrue();
    }

    [Fact]
    public async Task Put_ManyWritersOfDifferentLargeBytes_ExactlyOneWins()
    {
        var writing = Enumerable.Range(0, LargeWriters).Select(_ => Task.Run(() => TryPutAsync(RandomNumberGenerator.GetBytes(Large)))).ToArray();

        var winners = (await Task.WhenAll(writing)).Where(stored => stored is not null).ToArray();

        winners.Should().ContainSingle();
        ArtifactDigest.FromHash(SHA256.HashData(await ReadAsync(Key))).Should().Be(winners[0]!.Digest);
    }

    [Fact]
    public async Task Put_ManyWritersOfTheSameLargeBytes_AllSucceed()
    {
        var bytes = RandomNumberGenerator.GetBytes(Large);
        var writing = Enumerable.Range(0, LargeWriters).Select(_ => Task.Run(() => PutAsync(Key, bytes))).ToArray();

        var stored = await Task.WhenAll(writing);

        stored.Distinct().Should().ContainSingle();
        (await ReadAsync(Key)).AsSpan().SequenceEqual(bytes).Should().BeTrue();
    }

    [Fact]
    public async Task Put_SmallAndLargeWritersAtOnce_ExactlyOneWins()
    {
        byte[][] contents = [[1], RandomNumberGenerator.GetBytes(Large), [2], RandomNumberGenerator.GetBytes(Large)];
        var writing = contents.Select(bytes => Task.Run(() => TryPutAsync(bytes))).ToArray();

        var winners = (await Task.WhenAll(writing)).Where(stored => stored is not null).ToArray();

        winners.Should().ContainSingle();
        ArtifactDigest.FromHash(SHA256.HashData(await ReadAsync(Key))).Should().Be(winners[0]!.Digest);
    }

    [Fact]
    public async Task Put_LargeContentFailsHalfway_StoresNothing()
    {
        await using var content = new PickyStream(RandomNumberGenerator.GetBytes(Large), canSeek: false) { FailsAt = Large / 2 };

        var putting = () => Store.PutAsync(Key, content, Cancel);

        await putting.Should().ThrowAsync<EndOfStreamException>();
        (await Store.StatAsync(Key, Cancel)).Should().BeNull();
        (await ListAsync("")).Should().BeEmpty();
    }

    [Fact]
    public async Task OpenRead_LargeArtifactChanged_IsNeverHandedOutWhole()
    {
        await PutAsync(Key, RandomNumberGenerator.GetBytes(Large));
        await CorruptAsync(Key);

        (await FailureAsync(() => ReadAsync(Key))).Failure.Should().Be(ArtifactStoreFailure.Corrupt);
    }

    /// <summary>Gives less than was asked for, may not be read twice, and may fail on the way.</summary>
    private sealed class PickyStream(byte[] bytes, bool canSeek) : MemoryStream(bytes, writable: false)
    {
        private const int Most = 70_001;

        public override bool CanSeek => canSeek;

        public int FailsAt { get; init; } = int.MaxValue;

        public override long Position
        {
            get => canSeek ? base.Position : throw new NotSupportedException();
            set => base.Position = canSeek ? value : throw new NotSupportedException();
        }

        public override long Length => canSeek ? base.Length : throw new NotSupportedException();

        // Every other way to read ends here.
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Position >= FailsAt ? throw new EndOfStreamException() : base.Read(buffer, offset, Math.Min(Most, count));
    }
}
