using Forge.Git.Checkouts;
using Forge.Testing;

namespace Forge.Git.Tests.Checkouts;

public sealed class IndexReaderTests : IDisposable
{
    private readonly GitClient _git = new();

    [Fact]
    public async Task ReadSpecial_IndexOfGit_HoldsLinksSubmodulesAndModules()
    {
        var commit = await _git.InitAsync("work");
        File.CreateSymbolicLink(_git.Combine("work", "a link"), "README");
        await File.WriteAllTextAsync(_git.Combine("work", ".gitmodules"), "", TestContext.Current.CancellationToken);
        foreach (var n in Enumerable.Range(1, 40))
        {
            // Names of every length: each is filled up to eight bytes.
            await File.WriteAllTextAsync(_git.Combine("work", new string('x', n)), "", TestContext.Current.CancellationToken);
        }

        await _git.RunAsync("work", "add", "--all");
        await _git.RunAsync("work", "update-index", "--add", "--cacheinfo", $"160000,{commit},z/ä");

        var entries = await ReadAsync();

        entries.Select(entry => entry.Path).Should().Equal(".gitmodules", "a link", "z/ä");
        entries.Select(entry => (entry.IsFile, entry.IsLink, entry.IsSubmodule)).Should().Equal((true, false, false), (false, true, false), (false, false, true));
        entries[2].Id.Should().Be(CommitId.Parse(commit));
    }

    [Fact]
    public async Task ReadSpecial_ExtendedEntries_AreRead()
    {
        await _git.InitAsync("work");
        File.CreateSymbolicLink(_git.Combine("work", "later"), "README");
        await _git.RunAsync("work", "add", "--intent-to-add", "later");

        (await ReadAsync()).Select(entry => entry.Path).Should().Equal("later");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(74)]
    [InlineData(80)]
    public async Task ReadSpecial_CutOff_IsRefused(int length)
    {
        await _git.InitAsync("work");
        var index = await File.ReadAllBytesAsync(_git.Combine("work", ".git", "index"), TestContext.Current.CancellationToken);

        var read = () => IndexReader.ReadSpecial(index.AsSpan(0, length));

        read.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public async Task ReadSpecial_AnotherVersion_IsRefused()
    {
        await _git.InitAsync("work");
        await _git.RunAsync("work", "update-index", "--index-version", "4");

        var read = ReadAsync;

        await read.Should().ThrowAsync<InvalidDataException>();
    }

    public void Dispose() => _git.Dispose();

    private async Task<IReadOnlyList<IndexEntry>> ReadAsync() =>
        IndexReader.ReadSpecial(await File.ReadAllBytesAsync(_git.Combine("work", ".git", "index"), TestContext.Current.CancellationToken));
}
