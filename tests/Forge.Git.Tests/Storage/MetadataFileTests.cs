using Forge.Git.Storage;
using Forge.Testing;

namespace Forge.Git.Tests.Storage;

public sealed class MetadataFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string FilePath => _directory.Combine("file.json");

    [Fact]
    public async Task Read_NoFile_IsEmpty() => (await Open().ReadAsync(Cancel)).Users.Should().BeEmpty();

    [Fact]
    public async Task Read_Unchanged_IsTheSameObject()
    {
        var file = Open();
        await AddAsync(file, "a");

        (await file.ReadAsync(Cancel)).Should().BeSameAs(await file.ReadAsync(Cancel));
    }

    [Fact]
    public async Task Read_ReplacedByContentOfTheSameLength_IsNoticed()
    {
        var (reader, writer) = (Open(), Open());
        for (var i = 0; i < 50; i++)
        {
            await writer.ChangeAsync(_ => new UserFile { Users = [User($"{i % 10}")] }, Cancel);
            (await reader.ReadAsync(Cancel)).Users[0].Name.Should().Be($"{i % 10}");
        }
    }

    [Fact]
    public async Task Change_Throws_WritesNothing()
    {
        var file = Open();
        await AddAsync(file, "a");

        var change = () => file.ChangeAsync(_ => throw new InvalidOperationException("no"), Cancel);

        await change.Should().ThrowAsync<InvalidOperationException>();
        (await Open().ReadAsync(Cancel)).Users.Should().ContainSingle();
    }

    [Fact]
    public async Task Change_FromManySides_LosesNothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => AddAsync(Open(), $"{i}")));

        (await Open().ReadAsync(Cancel)).Users.Should().HaveCount(30);
    }

    [Fact]
    public async Task Change_CrashedBefore_IgnoresWhatItLeft()
    {
        await File.WriteAllTextAsync($"{FilePath}.new", "{ half", Cancel);

        await AddAsync(Open(), "a");

        (await Open().ReadAsync(Cancel)).Users.Should().ContainSingle();
        File.Exists($"{FilePath}.new").Should().BeFalse();
    }

    public void Dispose() => _directory.Dispose();

    private static UserRecord User(string name) => new() { Name = name, CreatedAt = default, CredentialIssuedAt = default, PasswordHash = "", Policy = "" };

    private static Task<UserFile> AddAsync(MetadataFile<UserFile> file, string name) =>
        file.ChangeAsync(f => f with { Users = [.. f.Users, User(name)] }, Cancel);

    private MetadataFile<UserFile> Open() =>
        new(FilePath, new RootLock(new HostingRoot(_directory.Path), TimeProvider.System), StorageJson.Default.UserFile, new UserFile());
}
