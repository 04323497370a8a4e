using System.Security.Cryptography;
using System.Text;
using Forge.Artifacts.Encryption;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Forge.Artifacts.Tests.Encryption;

public sealed class EncryptedArtifactStoreTests
{
    private const int Frame = FrameCipher.FrameSize;
    private const int Sealed = FrameCipher.FrameSize + FrameCipher.Overhead;

    private static readonly ArtifactKey Key = ArtifactKey.Parse("shop/1/shop.zip");

    private readonly EncryptionKeys _keys = new();
    private readonly MemoryStore _inner = new();

    public static TheoryData<int> Sizes => [0, 1, Frame - 1, Frame, Frame + 1, 3 * Frame, 3 * Frame + 7];

    private static int HeaderLength => EncryptionHeader.LengthFor(EncryptionKeys.First);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Put_AnySize_IsReadBack(int size)
    {
        using var store = _keys.Encrypt(_inner);
        var bytes = RandomNumberGenerator.GetBytes(size);

        var stored = await store.PutAsync(Key, new MemoryStream(bytes), Cancel);

        stored.Should().BeEquivalentTo(new { Key, Size = (long)size, Digest = ArtifactDigest.FromHash(SHA256.HashData(bytes)) });
        (await ReadAsync(store, Key)).Should().Equal(bytes);
    }

    [Fact]
    public async Task Put_InnerStore_SeesNothingOfTheContent()
    {
        using var store = _keys.Encrypt(_inner);
        var text = string.Concat(Enumerable.Repeat("a very secret line\n", 10_000));

        var stored = await store.PutAsync(Key, new MemoryStream(Encoding.UTF8.GetBytes(text)), Cancel);

        Encoding.Latin1.GetString(_inner.Bytes[Key]).Should().NotContain("secret").And.NotContain("very");
        _inner.Bytes[Key].AsSpan().IndexOf(Convert.FromHexString(stored.Digest.Value)).Should().Be(-1, "the digest would tell what the content is");
    }

    [Fact]
    public async Task Put_SameContentTwice_LooksDifferent()
    {
        using var store = _keys.Encrypt(_inner);
        var other = ArtifactKey.Parse("other");

        await store.PutAsync(Key, new MemoryStream(new byte[1000]), Cancel);
        await store.PutAsync(other, new MemoryStream(new byte[1000]), Cancel);

        _inner.Bytes[Key].Should().NotEqual(_inner.Bytes[other]);
    }

    [Fact]
    public async Task Read_EveryBitOfTheHeaderAndSomeOfTheFrames_IsProved()
    {
        using var store = _keys.Encrypt(_inner);
        await store.PutAsync(Key, new MemoryStream(new byte[2 * Frame]), Cancel);
        var good = _inner.Bytes[Key];
        var places = Enumerable.Range(0, HeaderLength).Concat([HeaderLength, HeaderLength + Sealed - 1, HeaderLength + Sealed, good.Length - 1]);

        foreach (var place in places)
        {
            _inner.Bytes[Key] = [.. good];
            _inner.Bytes[Key][place] ^= 0x40;

            var failure = await FailureAsync(() => ReadAsync(store, Key));

            failure.Failure.Should().BeOneOf([ArtifactStoreFailure.Corrupt, ArtifactStoreFailure.Unavailable], $"byte {place} was changed");
        }
    }

    [Theory]
    [InlineData("cut in the header")]
    [InlineData("cut in a frame")]
    [InlineData("last frame gone")]
    [InlineData("all frames gone")]
    [InlineData("frames swapped")]
    [InlineData("frame repeated")]
    [InlineData("bytes after the end")]
    [InlineData("frame of another artifact")]
    [InlineData("another artifact")]
    [InlineData("header of another artifact")]
    [InlineData("empty")]
    [InlineData("plain")]
    public async Task Read_ArtifactRearranged_IsFound(string how)
    {
        using var store = _keys.Encrypt(_inner);
        var other = ArtifactKey.Parse("other");
        await store.PutAsync(Key, new MemoryStream(RandomNumberGenerator.GetBytes(3 * Frame)), Cancel);
        await store.PutAsync(other, new MemoryStream(RandomNumberGenerator.GetBytes(3 * Frame)), Cancel);
        var (header, frames, theirs) = (_inner.Bytes[Key][..HeaderLength], _inner.Bytes[Key][HeaderLength..], _inner.Bytes[other]);
        _inner.Bytes[Key] = how switch
        {
            "cut in the header" => header[..50],
            "cut in a frame" => [.. header, .. frames[..(Sealed + 100)]],
            "last frame gone" => [.. header, .. frames[..(2 * Sealed)]],
            "all frames gone" => header,
            "frames swapped" => [.. header, .. frames[Sealed..(2 * Sealed)], .. frames[..Sealed], .. frames[(2 * Sealed)..]],
            "frame repeated" => [.. header, .. frames[..Sealed], .. frames[..Sealed], .. frames[(2 * Sealed)..]],
            "bytes after the end" => [.. header, .. frames, 0],
            "frame of another artifact" => [.. header, .. frames[..Sealed], .. theirs[(HeaderLength + Sealed)..(HeaderLength + 2 * Sealed)], .. frames[(2 * Sealed)..]],
            "another artifact" => theirs,
            "header of another artifact" => [.. theirs[..HeaderLength], .. frames],
            "plain" => Encoding.UTF8.GetBytes("Who would notice if this were handed out? " + new string('x', 500)),
            _ => [],
        };

        (await FailureAsync(() => ReadAsync(store, Key))).Failure.Should().Be(ArtifactStoreFailure.Corrupt);
    }

    [Fact]
    public async Task Read_SynchronouslyToo_IsProved()
    {
        using var store = _keys.Encrypt(_inner);
        var bytes = RandomNumberGenerator.GetBytes(2 * Frame + 5);
        await store.PutAsync(Key, new MemoryStream(bytes), Cancel);
        await using var content = await store.OpenReadAsync(Key, Cancel);
        using var read = new MemoryStream();

        // The point of the test.
#pragma warning disable CA1849
        content.CopyTo(read);
#pragma warning restore CA1849

        read.ToArray().Should().Equal(bytes);
    }

    [Fact]
    public async Task Rotation_EarlierKeyIsNamed_OldArtifactsAreReadAndNewOnesUseTheNewKey()
    {
        using var before = _keys.Encrypt(_inner);
        await before.PutAsync(Key, new MemoryStream([1, 2, 3]), Cancel);
        using var after = _keys.Encrypt(_inner, EncryptionKeys.Second, EncryptionKeys.First);
        var other = ArtifactKey.Parse("other");

        await after.PutAsync(other, new MemoryStream([4]), Cancel);

        (await ReadAsync(after, Key)).Should().Equal(1, 2, 3);
        (await ReadAsync(after, other)).Should().Equal(4);
        (await FailureAsync(() => ReadAsync(before, other))).Message.Should().Contain(EncryptionKeys.Second).And.Contain("EarlierKeyIds");
    }

    [Theory]
    [InlineData(null, "There is no secret")]
    [InlineData("", "is not a key")]
    [InlineData("not base64!", "is not a key")]
    [InlineData("c2hvcnQ=", "is not a key")]
    public async Task Put_KeyIsMissingOrWrong_SaysSoAndNothingOfIt(string? secret, string why)
    {
        var secrets = new FakeSecretStore();
        if (secret is not null)
        {
            secrets.Add("k", secret);
        }

        using var store = new EncryptedArtifactStore(_inner, new KeyRing(secrets, "k", []), null, Microsoft.Extensions.Logging.Abstractions.NullLogger<EncryptedArtifactStore>.Instance);

        var failure = await FailureAsync(() => store.PutAsync(Key, new MemoryStream([1]), Cancel));

        failure.Message.Should().Contain("'k'").And.Contain(why);
        failure.Message.Should().NotContain("c2hvcnQ").And.NotContain("not base64!");
        _inner.Bytes.Should().BeEmpty();
    }

    [Fact]
    public async Task List_ArtifactThatIsNotEncrypted_IsPassedOver()
    {
        using var store = _keys.Encrypt(_inner);
        await store.PutAsync(Key, new MemoryStream([1]), Cancel);
        await _inner.PutAsync(ArtifactKey.Parse("plain"), new MemoryStream(new byte[5000]), Cancel);

        var listed = await store.ListAsync("", Cancel).ToListAsync(Cancel);

        listed.Select(info => info.Key).Should().Equal(Key);
    }

    [Fact]
    public async Task AddEncryptedArtifactStore_InAHost_EncryptsWhatTheStoreGets()
    {
        using var directory = new TempDirectory();
        var services = new ServiceCollection().AddLogging().AddSingleton<ISecretStore>(_keys.Secrets);
        services.AddForge().AddEncryptedArtifactStore(
            options => options.KeyId = EncryptionKeys.First,
            store => store.AddFileSystemArtifactStore(options => (options.Name, options.Directory) = ("safe", directory.Path)));
        await using var provider = services.BuildServiceProvider(validateScopes: true);

        var store = provider.GetServices<IArtifactStore>().Should().ContainSingle().Subject;
        await store.PutAsync(Key, new MemoryStream(Encoding.UTF8.GetBytes("plain text")), Cancel);

        store.Name.Should().Be("safe");
        Directory.EnumerateFiles(directory.Path, "*", SearchOption.AllDirectories).Should().NotContain(file => File.ReadAllText(file).Contains("plain text"));
    }

    [Fact]
    public void AddEncryptedArtifactStore_WithoutAKey_FailsAtStart()
    {
        using var directory = new TempDirectory();
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddEncryptedArtifactStore(options => options.EarlierKeyIds.Add(""), store => store.AddFileSystemArtifactStore(options => options.Directory = directory.Path));
        using var provider = services.BuildServiceProvider();

        var validating = () => provider.GetRequiredService<IStartupValidator>().Validate();

        validating.Should().Throw<OptionsValidationException>().WithMessage("*KeyId*required*earlier key id is empty*");
    }

    [Fact]
    public void AddEncryptedArtifactStore_WithoutAStore_IsRefused()
    {
        var adding = () => new ServiceCollection().AddForge().AddEncryptedArtifactStore(options => options.KeyId = "k", _ => { });

        adding.Should().Throw<ArgumentException>().WithMessage("Add exactly one artifact store*");
    }

    private static async Task<byte[]> ReadAsync(EncryptedArtifactStore store, ArtifactKey key)
    {
        await using var content = await store.OpenReadAsync(key, Cancel);
        using var read = new MemoryStream();
        await content.CopyToAsync(read, Cancel);
        return read.ToArray();
    }

    private static async Task<ArtifactStoreException> FailureAsync(Func<Task> call) => (await call.Should().ThrowAsync<ArtifactStoreException>()).Which;
}
