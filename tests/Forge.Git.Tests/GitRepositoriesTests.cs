namespace Forge.Git.Tests;

public sealed class GitRepositoriesTests : IDisposable
{
    private static readonly RepositoryName Shop = RepositoryName.Parse("shop");

    private readonly HostedGit _git = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private GitRepositories Repositories => _git.Hosting.Repositories;

    [Fact]
    public async Task Create_NewName_MakesABareRepositoryUnderItsId()
    {
        var repository = await Repositories.CreateAsync(Shop, Cancel);

        var directory = Path.Combine(_git.Root, "repositories", repository.Id[..2], repository.Id[2..4], $"{repository.Id}.git");
        (await File.ReadAllTextAsync(Path.Combine(directory, "HEAD"), Cancel)).Should().Be("ref: refs/heads/main\n");
        Directory.Exists(Path.Combine(directory, "hooks")).Should().BeFalse();
        repository.DefaultBranch.Should().Be(GitRef.ForBranch("main"));
        (await Repositories.FindAsync(Shop, Cancel)).Should().Be(repository);
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("Shop")]
    [InlineData("SHOP")]
    public async Task Create_TakenInAnyCase_IsRefusedAndLeavesNothing(string name)
    {
        await Repositories.CreateAsync(Shop, Cancel);

        var create = () => Repositories.CreateAsync(RepositoryName.Parse(name), Cancel);

        (await create.Should().ThrowAsync<GitHostingException>()).Which.Failure.Should().Be(GitHostingFailure.NameTaken);
        CountDirectories().Should().Be(1);
    }

    [Fact]
    public async Task Create_DefaultName_IsRefused()
    {
        var create = () => Repositories.CreateAsync(default, Cancel);

        (await create.Should().ThrowAsync<GitHostingException>()).Which.Failure.Should().Be(GitHostingFailure.InvalidName);
    }

    [Fact]
    public async Task Create_FromSeveralProcessesAtOnce_KeepsEveryRepository()
    {
        var names = Enumerable.Range(0, 12).Select(i => RepositoryName.Parse($"r{i}")).ToList();
        var administrators = Enumerable.Range(0, 3).Select(_ => _git.Open().Repositories).ToList();

        await Task.WhenAll(names.Select((name, i) => administrators[i % administrators.Count].CreateAsync(name, Cancel)));

        (await Repositories.ListAsync(Cancel)).Select(r => r.Name.ToString()).Should().BeEquivalentTo(names.Select(n => n.ToString()));
    }

    [Fact]
    public async Task Create_SameNameFromSeveralProcesses_HasOneWinner()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            try
            {
                await _git.Open().Repositories.CreateAsync(Shop, Cancel);
                return true;
            }
            catch (GitHostingException)
            {
                return false;
            }
        }));

        results.Should().ContainSingle(won => won);
        CountDirectories().Should().Be(1);
    }

    [Fact]
    public async Task Find_ChangedByAnotherProcess_SeesTheChangeAtOnce()
    {
        var other = _git.Open().Repositories;
        for (var i = 0; i < 20; i++)
        {
            var name = RepositoryName.Parse($"r{i % 2}");
            await other.CreateAsync(name, Cancel);
            (await Repositories.FindAsync(name, Cancel)).Should().NotBeNull();
            await other.DeleteAsync(name, Cancel);
            (await Repositories.FindAsync(name, Cancel)).Should().BeNull();
        }
    }

    [Fact]
    public async Task Find_OtherCase_IsNull()
    {
        await Repositories.CreateAsync(Shop, Cancel);

        (await Repositories.FindAsync(RepositoryName.Parse("SHOP"), Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Delete_ThenCreate_GivesAnotherId()
    {
        var first = await Repositories.CreateAsync(Shop, Cancel);

        var deleted = await Repositories.DeleteAsync(Shop, Cancel);
        var second = await Repositories.CreateAsync(Shop, Cancel);

        deleted.Should().Be(first);
        second.Id.Should().NotBe(first.Id);
        CountDirectories().Should().Be(1);
        Directory.EnumerateFileSystemEntries(Path.Combine(_git.Root, "trash")).Should().BeEmpty();
    }

    [Fact]
    public async Task Rename_NewName_KeepsTheId()
    {
        var repository = await Repositories.CreateAsync(Shop, Cancel);

        var renamed = await Repositories.RenameAsync(Shop, RepositoryName.Parse("Shop"), Cancel);

        renamed.Should().Be(repository with { Name = RepositoryName.Parse("Shop") });
        (await Repositories.FindAsync(Shop, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Rename_Taken_IsRefused()
    {
        await Repositories.CreateAsync(Shop, Cancel);
        await Repositories.CreateAsync(RepositoryName.Parse("other"), Cancel);

        var rename = () => Repositories.RenameAsync(Shop, RepositoryName.Parse("OTHER"), Cancel);

        (await rename.Should().ThrowAsync<GitHostingException>()).Which.Failure.Should().Be(GitHostingFailure.NameTaken);
    }

    [Fact]
    public async Task RenameAndDelete_NoSuchRepository_SaySo()
    {
        var rename = () => Repositories.RenameAsync(Shop, RepositoryName.Parse("other"), Cancel);
        var delete = () => Repositories.DeleteAsync(Shop, Cancel);

        (await rename.Should().ThrowAsync<GitHostingException>().WithMessage("There is no repository 'shop'.")).Which.Failure.Should().Be(GitHostingFailure.NotFound);
        (await delete.Should().ThrowAsync<GitHostingException>()).Which.Failure.Should().Be(GitHostingFailure.NotFound);
    }

    [Fact]
    public async Task List_Always_IsInOrder()
    {
        foreach (var name in new[] { "b", "C", "a" })
        {
            await Repositories.CreateAsync(RepositoryName.Parse(name), Cancel);
        }

        (await Repositories.ListAsync(Cancel)).Select(r => r.Name.ToString()).Should().Equal("C", "a", "b");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"repositories\":[{}]}")]
    public async Task List_FileIsDamaged_SaysWhich(string content)
    {
        await File.WriteAllTextAsync(Path.Combine(_git.Root, "repositories.json"), content, Cancel);

        var list = () => Repositories.ListAsync(Cancel);

        await list.Should().ThrowAsync<GitHostingException>().WithMessage("*repositories.json' is damaged*");
    }

    [Fact]
    public async Task Create_GitIsMissing_SaysSo()
    {
        var hosting = new GitHosting(
            new GitHostingOptions { Root = _git.Root, GitPath = "/nowhere/git" }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);

        var create = () => hosting.Repositories.CreateAsync(Shop, Cancel);

        (await create.Should().ThrowAsync<GitHostingException>()).Which.Failure.Should().Be(GitHostingFailure.Git);
        (await Repositories.ListAsync(Cancel)).Should().BeEmpty();
    }

    public void Dispose() => _git.Dispose();

    private int CountDirectories() => Directory.EnumerateDirectories(_git.Root, "*.git", SearchOption.AllDirectories).Count();
}
