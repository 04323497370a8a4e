using Forge.Build.Packaging;
using Forge.Build.Planning;

namespace Forge.Build.Tests.Packaging;

public sealed class ArtifactSelectorTests
{
    private const string Source = "/codebuild/output/src";

    private static readonly ArtifactPlan Everything = new() { Destination = new ArtifactDestination(), Prefix = "", KeepsLinks = false, Name = "n", BaseDirectory = ".", Files = ["**/*"], ExcludePaths = [], DiscardPaths = false };

    [Fact]
    public void Select_Everything_TakesHiddenFilesToo() =>
        Names(Select(Everything, "a.txt", "d/b.txt", ".hid")).Should().Equal(".hid", "a.txt", "d/b.txt");

    [Fact]
    public void Select_Excluded_IsLeftOut() =>
        Names(Select(Everything with { ExcludePaths = ["**/.*"] }, "a.txt", ".hid", "d/.hid")).Should().Equal("a.txt");

    [Fact]
    public void Select_MissingFile_IsSkippedAndSaid()
    {
        var selection = Select(Everything with { Files = ["a.txt", "missing.txt"] }, "a.txt");

        Names(selection).Should().Equal("a.txt");
        selection.Log.Should().ContainInOrder("Expanding a.txt", "Found 1 file(s)", "Expanding missing.txt", "Skipping invalid file path missing.txt");
    }

    [Fact]
    public void Select_NothingMatches_IsEmpty() => Select(Everything with { Files = ["*.dll"] }, "a.txt").Files.Should().BeEmpty();

    [Fact]
    public void Select_BaseDirectory_IsWhatPatternsAreRelativeTo() =>
        Names(Select(Everything with { BaseDirectory = "my-build-2", Files = ["*/my-file-3.txt"] }, "my-build-2/my-subdirectory/my-file-3.txt", "my-build-2/my-file-3.txt", "x/my-file-3.txt"))
            .Should().Equal("my-subdirectory/my-file-3.txt");

    [Theory]
    [InlineData("out/")]
    [InlineData("./out")]
    [InlineData("/codebuild/output/src/out")]
    public void Select_BaseDirectory_InEverySpelling(string baseDirectory) =>
        Names(Select(Everything with { BaseDirectory = baseDirectory }, "out/a", "b")).Should().Equal("a");

    [Fact]
    public void Select_BaseDirectoryWithWildcard_MergesTheDirectories() =>
        Names(Select(Everything with { BaseDirectory = "my-dir*" }, "my-dir1/a", "my-dir2/b/c", "other/d", "my-dirfile")).Should().Equal("a", "b/c");

    [Theory]
    [InlineData("missing")]
    [InlineData("../other")]
    [InlineData("/etc")]
    public void Select_BaseDirectoryThatIsNotThere_IsSaid(string baseDirectory)
    {
        var selection = Select(Everything with { BaseDirectory = baseDirectory }, "a");

        selection.Files.Should().BeEmpty();
        selection.Log.Should().Contain(line => line.StartsWith($"The base directory '{baseDirectory}' ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("/etc/passwd")]
    public void Select_PatternThatLeadsOut_FindsNothingAndIsSaid(string pattern)
    {
        var selection = Select(Everything with { Files = [pattern] }, "a");

        selection.Files.Should().BeEmpty();
        selection.Log.Should().Contain(line => line.Contains("leads out of the source directory", StringComparison.Ordinal));
    }

    [Fact]
    public void Select_AbsolutePatternBelowTheSource_IsUnderstood() =>
        Names(Select(Everything with { Files = [$"{Source}/d/*"] }, "d/a", "b")).Should().Equal("d/a");

    [Fact]
    public void Select_DiscardedPaths_KeepTheLastOfEachName()
    {
        var selection = Select(Everything with { DiscardPaths = true }, "a/x.txt", "b/x.txt", "c/y.txt");

        selection.Files.Should().Equal(new SelectedFile("x.txt", "b/x.txt"), new SelectedFile("y.txt", "c/y.txt"));
        selection.Log.Should().Contain(line => line.Contains("'b/x.txt' replaces 'a/x.txt'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("l", "a.txt", "l:a.txt")]
    [InlineData("d/l", "../a.txt", "d/l:a.txt")]
    [InlineData("d/l", "b.txt", "d/l:d/b.txt")]
    [InlineData("l", "d", "l/b.txt:d/b.txt")]
    [InlineData("l", "./d/../a.txt", "l:a.txt")]
    public void Select_LinkInside_IsWhatItPointsTo(string link, string target, string expected) =>
        Select(Everything, [Link(link, target), File("a.txt"), File("d/b.txt")]).Files.Select(file => $"{file.Name}:{file.Source}").Should().Contain(expected).And.HaveCount(3);

    [Theory]
    [InlineData("l", "/etc/passwd")]
    [InlineData("l", "../../x")]
    [InlineData("l", "missing")]
    [InlineData("l", "l")]
    [InlineData("l", "m")]
    public void Select_LinkThatLeadsOutOrNowhere_IsSkippedAndSaid(string link, string target)
    {
        var selection = Select(Everything, [Link(link, target), Link("m", "l"), File("a.txt")]);

        Names(selection).Should().Equal("a.txt");
        selection.Log.Should().Contain(line => line.StartsWith($"Skipping symbolic link {link}:", StringComparison.Ordinal));
    }

    [Fact]
    public void Select_LinkThroughAnotherLink_IsFollowedInside() =>
        Select(Everything, [Link("l", "dir/b.txt"), Link("dir", "d"), File("d/b.txt")]).Files.Should().Contain(new SelectedFile("l", "d/b.txt"));

    private static IEnumerable<string> Names(ArtifactSelection selection) => selection.Files.Select(file => file.Name);

    private static ArtifactSelection Select(ArtifactPlan plan, params string[] paths) => Select(plan, [.. paths.Select(File)]);

    private static ArtifactSelection Select(ArtifactPlan plan, BuildFile[] files) => ArtifactSelector.Select(plan, files, Source);

    private static BuildFile File(string path) => new() { Path = path, Size = 1 };

    private static BuildFile Link(string path, string target) => new() { Path = path, Size = 0, LinkTarget = target };
}
