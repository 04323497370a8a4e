using Forge.Testing;

namespace Forge.Git.Tests;

public sealed class GitChangeTests : IDisposable
{
    private static readonly RepositoryName Shop = RepositoryName.Parse("shop");

    private readonly HostedGit _git = new();
    private readonly GitClient _client = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadChange_Push_NamesEveryFileThatDiffersAndTheNewestMessage()
    {
        await BeginAsync();
        var first = await CommitAsync("First", ("a.txt", "1"), ("docs/ü b.md", "1"), ("gone.txt", "1"));
        await CommitAsync("Second", ("a.txt", "2"));
        File.Delete(_client.Combine("work", "gone.txt"));
        var last = await CommitAsync("Third\n\nWith more.", ("new.txt", "1"));

        var change = await _git.Hosting.Repositories.ReadChangeAsync(Shop, first, last, Cancel);

        change!.Message.Should().Be("Third\n\nWith more.");
        change.Files.Should().Equal("a.txt", "gone.txt", "new.txt");
    }

    [Fact]
    public async Task ReadChange_NewBranch_NamesTheFilesOfItsNewestCommit()
    {
        await BeginAsync();
        var first = await CommitAsync("First", ("a.txt", "1"), ("docs/ü b.md", "1"));
        var second = await CommitAsync("Second", ("a.txt", "2"));

        (await _git.Hosting.Repositories.ReadChangeAsync(Shop, null, first, Cancel))!.Files.Should().Equal("a.txt", "docs/ü b.md");
        (await _git.Hosting.Repositories.ReadChangeAsync(Shop, null, second, Cancel))!.Files.Should().Equal("a.txt");
    }

    [Fact]
    public async Task ReadChange_WhatIsGone_IsNull()
    {
        await BeginAsync();
        var first = await CommitAsync("First", ("a.txt", "1"));
        var unknown = CommitId.Parse(new string('1', 40));

        (await _git.Hosting.Repositories.ReadChangeAsync(Shop, null, unknown, Cancel)).Should().BeNull();
        (await _git.Hosting.Repositories.ReadChangeAsync(Shop, unknown, first, Cancel)).Should().BeNull();
        (await _git.Hosting.Repositories.ReadChangeAsync(RepositoryName.Parse("other"), null, first, Cancel)).Should().BeNull();
    }

    public void Dispose()
    {
        _client.Dispose();
        _git.Dispose();
    }

    private async Task BeginAsync()
    {
        await _git.Hosting.Repositories.CreateAsync(Shop, Cancel);
        await _client.RunAsync("", "init", "--quiet", "work");
    }

    private async Task<CommitId> CommitAsync(string message, params (string Path, string Content)[] files)
    {
        foreach (var (path, content) in files)
        {
            var full = _client.Combine("work", path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            await File.WriteAllTextAsync(full, content, Cancel);
        }

        var repository = await _git.Hosting.Repositories.FindAsync(Shop, Cancel);
        await _client.RunAsync("work", "add", "--all");
        await _client.RunAsync("work", "commit", "--quiet", "--message", message);
        await _client.RunAsync("work", "push", "--quiet", _git.Hosting.Repositories.DirectoryOf(repository!), "HEAD:refs/heads/main");
        return CommitId.Parse(await _client.RunAsync("work", "rev-parse", "HEAD"));
    }
}
