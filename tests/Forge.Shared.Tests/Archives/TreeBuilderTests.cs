using Forge.Shared.Archives;
using Forge.Testing;

namespace Forge.Shared.Tests.Archives;

public sealed class TreeBuilderTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Complete_TreeAppearsAsAWhole()
    {
        var target = _directory.Combine("out");
        await using var tree = new TreeBuilder(target);
        await tree.AddAsync("bin/tool", "#!"u8.ToArray(), 0x1ED);
        await tree.AddAsync(Packed.Directory("d", 0x1C0));
        await tree.AddAsync(Packed.Link("l", "bin"));
        Directory.Exists(target).Should().BeFalse();

        await tree.CompleteAsync(Cancel);

        Reading.Describe(target).Should().Equal("bin 755/", "bin/tool 755 #!", "d 700/", "l -> bin");
        Directory.GetFileSystemEntries(_directory.Path).Should().Equal(target);
    }

    [Fact]
    public async Task Dispose_WithoutCompleting_LeavesNothing()
    {
        await using (var tree = new TreeBuilder(_directory.Combine("out")))
        {
            await tree.AddAsync("f", "x"u8.ToArray());
        }

        Directory.GetFileSystemEntries(_directory.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task Complete_PlaceIsTakenMeanwhile_ThrowsAndLeavesWhatIsThere()
    {
        await using (var tree = new TreeBuilder(_directory.Combine("out")))
        {
            await tree.AddAsync("f", "x"u8.ToArray());
            _directory.Write("out/other", "y");

            var completing = async () => await tree.CompleteAsync(Cancel);

            (await completing.Should().ThrowAsync<IOException>()).WithMessage("*out' is not empty*");
        }

        Reading.Describe(_directory.Path).Should().Equal("out 755/", "out/other 644 y");
    }

    [Theory]
    [InlineData("../x", "leads out of the archive")]
    [InlineData("once", "is there twice")]
    public async Task Add_BadPath_IsRefused(string path, string why)
    {
        await using var tree = new TreeBuilder(_directory.Combine("out"));
        await tree.AddAsync("once", []);

        var adding = async () => await tree.AddAsync(path, []);

        (await adding.Should().ThrowAsync<ArchiveException>()).WithMessage($"*{why}*");
    }
}
