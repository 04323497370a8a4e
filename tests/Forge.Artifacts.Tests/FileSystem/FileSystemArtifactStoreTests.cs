using System.Text;
using Forge.Artifacts.FileSystem;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Artifacts.Tests.FileSystem;

public sealed class FileSystemArtifactStoreTests : IDisposable
{
    private static readonly ArtifactKey Key = ArtifactKey.Parse("shop/1/shop.zip");
    private static readonly ArtifactKey Other = ArtifactKey.Parse("shop/2/shop.zip");

    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Root => _directory.Combine("store");

    private StoreLayout Layout => new(Root);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Put_StoredAt_IsTheTimeOfTheStore()
    {
        using var store = Create();

        (await PutAsync(store, Key, "x")).StoredAt.Should().Be(_time.Start);
    }

    [Fact]
    public async Task Put_SameBytesUnderTwoKeys_AreStoredOnce()
    {
        using var store = Create();

        await PutAsync(store, Key, "same");
        await PutAsync(store, Other, "same");

        Files("blobs").Should().ContainSingle();
        Files("manifests").Should().HaveCount(2);
        Files("staging").Should().BeEmpty();
    }

    [Fact]
    public async Task Put_BytesWereDamagedSince_HealsThem()
    {
        using var store = Create();
        var info = await PutAsync(store, Key, "good");
        File.WriteAllText(Layout.Blob(info.Digest), "bad!");

        await PutAsync(store, Other, "good");

        (await ReadAsync(store, Key)).Should().Be("good");
    }

    [Fact]
    public async Task Put_Refused_LeavesNothing()
    {
        using var store = Create();
        await PutAsync(store, Key, "first");

        await FailureAsync(() => PutAsync(store, Key, "second"));

        Files("blobs").Should().ContainSingle();
        Files("staging").Should().BeEmpty();
    }

    [Fact]
    public async Task Delete_LastReference_RemovesTheBytes()
    {
        using var store = Create();
        await PutAsync(store, Key, "same");
        await PutAsync(store, Other, "same");

        await store.DeleteAsync(Key, Cancel);
        Files("blobs").Should().ContainSingle();
        await store.DeleteAsync(Other, Cancel);

        Files("blobs").Should().BeEmpty();
        Files("references").Should().BeEmpty();
        Files("manifests").Should().BeEmpty();
    }

    [Fact]
    public async Task Stores_OnTheSameDirectory_SeeTheSameArtifacts()
    {
        using var first = Create();
        using var second = Create();

        await PutAsync(first, Key, "x");

        (await ReadAsync(second, Key)).Should().Be("x");
        (await FailureAsync(() => PutAsync(second, Key, "y"))).Failure.Should().Be(ArtifactStoreFailure.Conflict);
    }

    [Fact]
    public async Task Open_RemainsOfAnInterruptedRun_AreSwept()
    {
        using (var store = Create())
        {
            await PutAsync(store, Key, "kept");
        }

        var layout = Layout;
        var orphan = ArtifactDigest.Parse(new string('0', 64));
        File.WriteAllText(layout.NewStagingFile(), "half an artifact");
        Directory.CreateDirectory(Path.GetDirectoryName(layout.Blob(orphan))!);
        File.WriteAllText(layout.Blob(orphan), "bytes without a manifest");
        Directory.CreateDirectory(Path.GetDirectoryName(layout.Reference(orphan, Other))!);
        File.WriteAllText(layout.Reference(orphan, Other), "");
        using var again = Create();

        (await ReadAsync(again, Key)).Should().Be("kept");

        Files("staging").Should().BeEmpty();
        Files("blobs").Should().ContainSingle();
        Files("references").Should().ContainSingle();
    }

    [Fact]
    public async Task Open_AnotherStoreIsWriting_LeavesItsFiles()
    {
        using var first = Create();
        await PutAsync(first, Other, "opened");
        using var gate = new SemaphoreSlim(0);
        await using var content = new GatedStream(gate);
        var putting = first.PutAsync(Key, content, Cancel);
        await content.IsRead.WaitAsync(Cancel);
        using var second = Create();

        await second.StatAsync(Key, Cancel);

        Files("staging").Should().ContainSingle();
        gate.Release();
        (await putting).Size.Should().Be(1);
    }

    [Fact]
    public async Task OpenRead_BytesAreMissing_IsDamage()
    {
        using var store = Create();
        var info = await PutAsync(store, Key, "x");
        File.Delete(Layout.Blob(info.Digest));

        var failure = await FailureAsync(() => store.OpenReadAsync(Key, Cancel));

        failure.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
        failure.Message.Should().Contain($"'{Key}' is damaged");
    }

    [Theory]
    [InlineData("short")]
    [InlineData("longer than it was")]
    [InlineData("")]
    public async Task OpenRead_SizeChanged_IsDamage(string text)
    {
        using var store = Create();
        var info = await PutAsync(store, Key, "as stored");
        File.WriteAllText(Layout.Blob(info.Digest), text);

        (await FailureAsync(() => ReadAsync(store, Key))).Failure.Should().Be(ArtifactStoreFailure.Corrupt);
    }

    [Theory]
    [InlineData("not JSON", ArtifactStoreFailure.Corrupt, "is damaged")]
    [InlineData("{}", ArtifactStoreFailure.Corrupt, "is damaged")]
    [InlineData("""{"format":1,"key":"..","sha256":"","size":1,"storedAt":"2026-01-01T00:00:00Z"}""", ArtifactStoreFailure.Corrupt, "is damaged")]
    [InlineData("""{"format":2}""", ArtifactStoreFailure.Unavailable, "was written by a newer version of Forge")]
    public async Task Stat_ManifestCannotBeRead_SaysWhichFile(string text, ArtifactStoreFailure expected, string why)
    {
        using var store = Create();
        await PutAsync(store, Key, "x");
        File.WriteAllText(Layout.Manifest(Key), text);

        var failure = await FailureAsync(() => store.StatAsync(Key, Cancel));

        failure.Failure.Should().Be(expected);
        failure.Message.Should().Contain(why).And.Contain(Layout.Manifest(Key));
    }

    [Fact]
    public async Task EveryMember_DirectoryCannotBeMade_SaysSoAndRecovers()
    {
        _directory.Write("store", "a file in the place of the directory");
        using var store = Create();

        var failure = await FailureAsync(() => PutAsync(store, Key, "x"));

        failure.Failure.Should().Be(ArtifactStoreFailure.Unavailable);
        failure.Message.Should().Contain($"'{Root}'");
        File.Delete(Root);
        (await PutAsync(store, Key, "x")).Size.Should().Be(1);
    }

    [Fact]
    public async Task Put_ManyAtOnce_AllAreListed()
    {
        using var store = Create();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => PutAsync(store, ArtifactKey.Parse($"k/{i}"), $"{i % 7}"), Cancel)));

        (await store.ListAsync("k/", Cancel).CountAsync(Cancel)).Should().Be(40);
        Files("blobs").Should().HaveCount(7);
    }

    private string[] Files(string part) => Directory.GetFiles(Path.Combine(Root, part), "*", SearchOption.AllDirectories);

    private FileSystemArtifactStore Create() =>
        new(new FileSystemArtifactStoreOptions { Directory = Root }, _time, NullLogger<FileSystemArtifactStore>.Instance);

    private static async Task<ArtifactInfo> PutAsync(FileSystemArtifactStore store, ArtifactKey key, string text) =>
        await store.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes(text)), Cancel);

    private static async Task<string> ReadAsync(FileSystemArtifactStore store, ArtifactKey key)
    {
        using var reader = new StreamReader(await store.OpenReadAsync(key, Cancel));
        return await reader.ReadToEndAsync(Cancel);
    }

    private static async Task<ArtifactStoreException> FailureAsync(Func<Task> call) => (await call.Should().ThrowAsync<ArtifactStoreException>()).Which;

    /// <summary>Gives one byte when it is let.</summary>
    private sealed class GatedStream(SemaphoreSlim gate) : MemoryStream([1])
    {
        private readonly TaskCompletionSource _isRead = new();

        public Task IsRead => _isRead.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _isRead.TrySetResult();
            if (Position == 0)
            {
                await gate.WaitAsync(cancellationToken);
            }

            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
