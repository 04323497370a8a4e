using System.Globalization;
using FluentAssertions;
using Forge.Git;
using Forge.Testing;
using Xunit;

namespace Forge.Conformance;

/// <summary>What an <see cref="ISourceProvider"/> that fetches submodules owes its callers. One that cannot, derives nothing.</summary>
public abstract class SourceSubmodulesConformanceTests : IDisposable
{
    private const int TooDeep = 10;

    private static readonly SourceFile[] Readme = [new() { Path = "README", Content = "main\n" }];

    private readonly TempDirectory _directory = new();

    public static TheoryData<string> BadUrls =>
    [
        "-x", "--upload-pack=id", "ext::sh -c id", "../../../../../../../../../../x", "./../../../../../../../../../../x", "..", "ssh://127.0.0.1/x", "git@127.0.0.1:x",
        "http://127.0.0.1:1/x", "git://127.0.0.1:1/x", "lib", "https://127.0.0.1/a/../b", "..\\lib", "FTP://127.0.0.1/x",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract ISourceProvider Provider { get; }

    /// <summary>Gets the repository whose submodules are tested.</summary>
    protected abstract string Repository { get; }

    /// <summary>Makes a commit on main of a repository beside <see cref="Repository"/>, or of that itself if the name is empty; makes the repository if missing.</summary>
    protected abstract Task<CommitId> CommitAsync(string name, IReadOnlyList<SourceFile> files, params IReadOnlyList<SourceSubmodule> submodules);

    [Fact]
    public async Task CheckOut_SubmodulesNotWanted_LeavesTheirDirectoriesEmpty()
    {
        await CommitAsync("", Readme, new SourceSubmodule { Path = "deps/lib", Url = "../lib", Commit = await CommitAsync("lib", Readme) });

        await CheckOutAsync(fetchSubmodules: false);

        Directory.EnumerateFileSystemEntries(_directory.Combine("out", "deps", "lib")).Should().BeEmpty();
    }

    [Fact]
    public async Task CheckOut_SubmodulesWanted_WritesTheirCommits()
    {
        var old = await CommitAsync("lib", [new SourceFile { Path = "a b/code", Content = "old" }]);
        await CommitAsync("lib", [new SourceFile { Path = "a b/code", Content = "new" }]);
        await CommitAsync("", Readme, new SourceSubmodule { Path = "deps/lib", Url = "../lib", Commit = old });

        await CheckOutAsync();

        (await File.ReadAllTextAsync(_directory.Combine("out", "deps", "lib", "a b", "code"), Cancel)).Should().Be("old");
        File.Exists(_directory.Combine("out", "README")).Should().BeTrue();
        Directory.EnumerateFileSystemEntries(_directory.Path, ".git", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task CheckOut_SubmoduleOfASubmodule_IsWritten()
    {
        var inner = await CommitAsync("inner", [new SourceFile { Path = "deep", Content = "deep" }]);
        var outer = await CommitAsync("outer", Readme, new SourceSubmodule { Path = "inner", Url = "../inner", Commit = inner });
        await CommitAsync("", Readme, new SourceSubmodule { Path = "outer", Url = "../outer", Commit = outer });

        await CheckOutAsync();

        File.Exists(_directory.Combine("out", "outer", "inner", "deep")).Should().BeTrue();
    }

    [Fact]
    public async Task CheckOut_TooManyLevels_IsRefused()
    {
        var commit = await CommitAsync("level", Readme);
        for (var level = 1; level < TooDeep; level++)
        {
            commit = await CommitAsync("level", Readme, new SourceSubmodule { Path = string.Create(CultureInfo.InvariantCulture, $"l{level}"), Url = "../level", Commit = commit });
        }

        await CommitAsync("", Readme, new SourceSubmodule { Path = "top", Url = "../level", Commit = commit });

        var checkOut = () => CheckOutAsync();

        await checkOut.Should().ThrowAsync<SourceException>().WithMessage("*one within the other*");
    }

    [Theory]
    [MemberData(nameof(BadUrls))]
    public async Task CheckOut_BadUrl_IsRefusedAndNamesTheSubmodule(string url)
    {
        await CommitAsync("", Readme, new SourceSubmodule { Path = "deps/lib", Url = url.Replace("\\", "\\\\", StringComparison.Ordinal), Commit = await CommitAsync("lib", Readme) });

        var checkOut = () => CheckOutAsync();

        var failure = (await checkOut.Should().ThrowAsync<SourceException>().WithMessage("*'deps/lib'*refused*")).Which;
        failure.Repository.Should().Be(Repository);
        failure.IsTransient.Should().BeFalse();
    }

    [Fact]
    public async Task CheckOut_SubmoduleWithoutUrl_IsRefused()
    {
        await CommitAsync("", Readme, new SourceSubmodule { Path = "lib", Commit = await CommitAsync("lib", Readme) });

        var checkOut = () => CheckOutAsync();

        await checkOut.Should().ThrowAsync<SourceException>().WithMessage("*names no URL for the submodule 'lib'*");
    }

    [Fact]
    public async Task CheckOut_CommitOfASubmoduleIsNowhere_Fails()
    {
        await CommitAsync("lib", Readme);
        await CommitAsync("", Readme, new SourceSubmodule { Path = "lib", Url = "../lib", Commit = CommitId.Parse(new string('1', 40)) });

        var checkOut = () => CheckOutAsync();

        (await checkOut.Should().ThrowAsync<SourceException>().WithMessage("*'lib'*")).Which.Repository.Should().Be(Repository);
    }

    [Fact]
    public async Task CheckOut_RepositoryOfASubmoduleIsMissing_Fails()
    {
        await CommitAsync("", Readme, new SourceSubmodule { Path = "lib", Url = "../nothing", Commit = CommitId.Parse(new string('1', 40)) });

        var checkOut = () => CheckOutAsync();

        await checkOut.Should().ThrowAsync<SourceException>().WithMessage("*'lib'*");
    }

    [Fact]
    public async Task CheckOut_LinkFromASubmoduleIntoTheTree_IsKept()
    {
        var lib = await CommitAsync("lib", [new SourceFile { Path = "up", Content = "../README", Kind = SourceFileKind.Link }]);
        await CommitAsync("", Readme, new SourceSubmodule { Path = "lib", Url = "../lib", Commit = lib });

        await CheckOutAsync();

        (await File.ReadAllTextAsync(_directory.Combine("out", "lib", "up"), Cancel)).Should().Be("main\n");
    }

    [Fact]
    public async Task CheckOut_LinkFromASubmoduleOutOfTheTree_IsRefused()
    {
        var lib = await CommitAsync("lib", [new SourceFile { Path = "up", Content = "../../x", Kind = SourceFileKind.Link }]);
        await CommitAsync("", Readme, new SourceSubmodule { Path = "lib", Url = "../lib", Commit = lib });

        var checkOut = () => CheckOutAsync();

        await checkOut.Should().ThrowAsync<SourceException>().WithMessage("*'lib/up' leads to '../../x'*");
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _directory.Dispose();

    private async Task CheckOutAsync(bool fetchSubmodules = true)
    {
        var revision = await Provider.ResolveAsync(new SourceLocation { Repository = Repository, FetchSubmodules = fetchSubmodules }, Cancel);
        await Provider.CheckOutAsync(revision, _directory.Combine("out"), Cancel);
    }
}
