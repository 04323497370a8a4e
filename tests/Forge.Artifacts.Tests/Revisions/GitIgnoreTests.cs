using Forge.Artifacts.Revisions;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Revisions;

/// <summary>What is left out is what <c>git check-ignore</c> names, asked for the same tree.</summary>
public sealed class GitIgnoreTests : IDisposable
{
    private static readonly string[] Files =
    [
        "a", "a.log", "b.log", "keep.log", "!bang", "#hash", "name ", "x/a", "x/a.log", "x/y/a", "x/y/b.txt", "x/y/z/deep.txt", "build/out.o", "src/build/out.o",
        "src/build.txt", "docs/one.md", "docs/deep/two.md", "docs/deep/more/three.md", "foo[1].txt", "foo1.txt", "foo2.txt", "fooa.txt", "back/ab", "back/a-b", "back/a]b",
        "ünï/cödé", ".hidden", "bin/debug/x.dll", "bin/release/x.dll", "star*", "q?mark", "qxmark",
    ];

    private readonly TempDirectory _directory = new();

    public static TheoryData<string> Patterns =>
    [
        "*.log", "a", "/a", "x/a", "/x/*", "x/**", "**/a", "x/**/a", "**/deep/**", "build/", "build", "/build", "docs/*.md", "docs/**/*.md", "**", "*", "/*", "*/",
        "*.log\n!keep.log", "x/\n!x/a", "/x/*\n!/x/y", "*\n!*/\n!*.txt", "# comment\n\n*.md", "\\#hash", "\\!bang", "name\\ ", "name ", "foo[1].txt", "foo[0-9].txt", "foo[!0-9].txt",
        "foo[^1].txt", "foo\\[1\\].txt", "foo[[:alpha:]].txt", "foo[[:digit:]a].txt", "foo[", "foo[1", "back/a[]]b", "back/a[-]b", "back/a?b", "back/a[a-]b", "?", "x?a", "x[/]a", "ünï", "*ö*", ".*", "bin/*\n!bin/release",
        "bin/**/x.dll", "**/x.dll", "***", "x/***", "a**", "**a", "foo**", "star\\*", "q\\?mark", "q?mark", "trailing\\", "[[:nosuch:]]", "!", "/", "//", "x//a", "a/", "x/y/", "foo[a-c1].txt", "*[", "\\a", "!*.log\n*.log", "x/y/z", "X",
    ];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task Of_OneFile_LeavesOutWhatGitIgnores(string patterns)
    {
        WriteAll();
        _directory.Write("tree/.gitignore", patterns + "\n");

        await ShouldBeAsGitSaysAsync();
    }

    [Theory]
    [InlineData("*.log", "!a.log", "a")]
    [InlineData("y", "!y", "")]
    [InlineData("y/*", "!b.txt", "")]
    [InlineData("", "/a", "/b.txt")]
    [InlineData("*", "!a", "!b.txt")]
    public async Task Of_FilesInSeveralDirectories_TheDeepestDecides(string root, string middle, string deep)
    {
        WriteAll();
        _directory.Write("tree/.gitignore", root + "\n");
        _directory.Write("tree/x/.gitignore", middle + "\n");
        _directory.Write("tree/x/y/.gitignore", deep + "\n");

        await ShouldBeAsGitSaysAsync();
    }

    private void WriteAll()
    {
        foreach (var file in Files)
        {
            _directory.Write($"tree/{file}", "x");
        }
    }

    private async Task ShouldBeAsGitSaysAsync()
    {
        using var git = new GitClient();
        await git.RunAsync("", "init", "--quiet", _directory.Combine("tree"));
        var kept = await git.RunAsync("", "-C", _directory.Combine("tree"), "ls-files", "--others", "--exclude-standard", "-z");

        var files = RevisionFiles.Of(_directory.Combine("tree"), RevisionFilter.GitIgnored).Select(file => file.Path);

        files.Should().BeEquivalentTo(kept.Split('\0', StringSplitOptions.RemoveEmptyEntries));
    }
}
