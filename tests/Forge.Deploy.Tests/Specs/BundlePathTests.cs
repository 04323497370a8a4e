using Forge.Deploy.Specs;

namespace Forge.Deploy.Tests.Specs;

public sealed class BundlePathTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("/", "")]
    [InlineData("./", "")]
    [InlineData("a", "a")]
    [InlineData("/a//b/", "a/b")]
    [InlineData("a/./b", "a/b")]
    [InlineData("a/../b", "b")]
    [InlineData("a/..", "")]
    [InlineData(".a/..b", ".a/..b")]
    public void TrySimplify_StaysInside_GivesSimplestForm(string path, string expected)
    {
        BundlePath.TrySimplify(path, out var simple).Should().BeTrue();

        simple.Should().Be(expected);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("/..")]
    [InlineData("a/../..")]
    [InlineData("a/../../b")]
    public void TrySimplify_ClimbsOut_IsFalse(string path) => BundlePath.TrySimplify(path, out _).Should().BeFalse();

    [Theory]
    [InlineData("a/b/c", "c", "a/b")]
    [InlineData("a", "a", "")]
    public void NameAndParent_OfPath_AreItsParts(string path, string name, string parent)
    {
        (BundlePath.Name(path), BundlePath.Parent(path)).Should().Be((name, parent));

        BundlePath.Join(parent, name).Should().Be(path);
    }
}
