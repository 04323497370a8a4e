using System.Text;
using Forge.Git.Checkouts;

namespace Forge.Git.Tests.Checkouts;

public sealed class SubmoduleReaderTests
{
    private const int Gitlink = 0xE000;

    private static readonly CommitId Commit = CommitId.Parse(new string('a', 40));

    [Fact]
    public void Read_PathAndUrl_AreJoinedByTheName() =>
        Read(["x/lib"], "submodule.a.b.path\nx/lib\0submodule.a.b.url\n../lib\0submodule.a.b.update\n!id\0")
            .Should().Equal(new Submodule { Path = "x/lib", Url = "../lib", Commit = Commit });

    [Fact]
    public void Read_ModuleThatTheTreeDoesNotHave_IsIgnored() =>
        Read([], "submodule.a.path\n../../etc\0submodule.a.url\n-x\0").Should().BeEmpty();

    [Fact]
    public void Read_PathWithASlashAtItsEnd_IsFound() => Read(["lib"], "submodule.a.path\nlib/\0submodule.a.url\nu\0").Should().ContainSingle();

    [Theory]
    [InlineData("")]
    [InlineData("submodule.a.path\nlib\0")]
    [InlineData("submodule.a.url\nu\0")]
    [InlineData("submodule.a.path\0submodule.a.url\nu\0")]
    [InlineData("submodule.path\nlib\0submodule.url\nu\0")]
    [InlineData("submodule.a.path\nlib\r\0submodule.a.url\nu\0")]
    public void Read_NoUrlForASubmodule_IsRefused(string settings)
    {
        var read = () => Read(["lib"], settings);

        read.Should().Throw<FormatException>().WithMessage("*no URL for the submodule 'lib'*");
    }

    [Theory]
    [InlineData("-x")]
    [InlineData("a/-x")]
    [InlineData("a/../x")]
    [InlineData("a\r")]
    [InlineData("a//b")]
    public void Read_PathOfTheTreeIsHostile_IsRefused(string path)
    {
        var read = () => Read([path], $"submodule.a.path\n{path}\0submodule.a.url\nu\0");

        read.Should().Throw<FormatException>();
    }

    private static IReadOnlyList<Submodule> Read(string[] paths, string settings) =>
        SubmoduleReader.Read(paths.Select(path => new IndexEntry { Path = path, Mode = Gitlink, Id = Commit }), Encoding.UTF8.GetBytes(settings));
}
