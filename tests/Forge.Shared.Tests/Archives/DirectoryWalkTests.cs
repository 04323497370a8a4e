using Forge.Shared.Archives;
using Forge.Testing;

namespace Forge.Shared.Tests.Archives;

public sealed class DirectoryWalkTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void List_IsInOrdinalOrderWithASlashBehindDirectories()
    {
        foreach (var path in (string[])["a/x", "a-b", "a.txt", "a/b/c", "B", "ä/ö", ".hid/y", "z0"])
        {
            _directory.Write(path, "");
        }

        DirectoryWalk.List(_directory.Path, WalkDetail.Status, Cancel).Select(file => file.Path).Should().Equal(
            ".hid", ".hid/y", "B", "a-b", "a.txt", "a", "a/b", "a/b/c", "a/x", "z0", "ä", "ä/ö");
    }

    [Fact]
    public void List_TellsSizesModesTimesAndTargets()
    {
        _directory.Write("f", "12345");
        File.SetUnixFileMode(_directory.Combine("f"), (UnixFileMode)0x1E8);
        File.SetLastWriteTimeUtc(_directory.Combine("f"), DateTime.UnixEpoch.AddSeconds(1_000_000_000));
        File.CreateSymbolicLink(_directory.Combine("l"), "nowhere/at all");

        var found = DirectoryWalk.List(_directory.Path, WalkDetail.Status, Cancel);

        (found[0].Path, found[0].Status.Mode, found[0].Status.Size, found[0].Status.ModifiedSeconds, found[0].LinkTarget).Should().Be(("f", 0x81E8, 5L, 1_000_000_000L, ""));
        found[1].LinkTarget.Should().Be("nowhere/at all");
    }

    [Fact]
    public async Task List_LinksAreNotFollowedAndWhatIsNoFileIsLeftOut()
    {
        _directory.Write("d/f", "");
        Directory.CreateSymbolicLink(_directory.Combine("circle"), ".");
        await Packed.RunAsync("mkfifo", _directory.Combine("fifo"));

        DirectoryWalk.List(_directory.Path, WalkDetail.Status, Cancel).Select(file => file.Path).Should().Equal("circle", "d", "d/f");
    }

    [Fact]
    public void List_NamesOnly_FindsTheSameWithoutSizes()
    {
        _directory.Write("d/f", "12345");
        File.CreateSymbolicLink(_directory.Combine("l"), "d/f");

        var found = DirectoryWalk.List(_directory.Path, WalkDetail.Names, Cancel);

        found.Select(file => (file.Path, file.Status.Mode & UnixModes.TypeMask, file.Status.Size, file.LinkTarget)).Should().Equal(
            ("d", UnixModes.Directory, 0, ""), ("d/f", UnixModes.File, 0, ""), ("l", UnixModes.Link, 0, "d/f"));
    }

    [Fact]
    public async Task List_NameIsNotUtf8_IsLeftOut()
    {
        _directory.Write("f", "");
        await Packed.RunAsync("sh", "-c", "touch \"$0/$(printf 'a\\377b')\"", _directory.Path);

        var found = DirectoryWalk.List(_directory.Path, WalkDetail.Status, Cancel);

        await Packed.RunAsync("sh", "-c", "rm \"$0\"/a*", _directory.Path);
        found.Select(file => file.Path).Should().Equal("f");
    }

    [Fact]
    public void List_ManyFilesInManyDirectories_FindsEachOnce()
    {
        var expected = Enumerable.Range(0, 3000).Select(i => $"{i % 7}/{i % 131}/{i}").ToList();
        expected.ForEach(path => _directory.Write(path, ""));

        DirectoryWalk.List(_directory.Path, WalkDetail.Status, Cancel).Where(file => !file.Status.IsDirectory).Select(file => file.Path)
            .Should().Equal(expected.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void List_DirectoryDoesNotExist_Throws()
    {
        var listing = () => DirectoryWalk.List(_directory.Combine("missing"), WalkDetail.Status, Cancel);

        listing.Should().Throw<IOException>().WithMessage("*missing' cannot be listed: No such file or directory*");
    }

    [Fact]
    public void List_Cancelled_Throws()
    {
        var listing = () => DirectoryWalk.List(_directory.Path, WalkDetail.Status, new CancellationToken(canceled: true));

        listing.Should().Throw<OperationCanceledException>();
    }
}
