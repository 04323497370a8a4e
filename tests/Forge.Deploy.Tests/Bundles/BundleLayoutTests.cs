using Forge.Deploy.Bundles;

namespace Forge.Deploy.Tests.Bundles;

public sealed class BundleLayoutTests
{
    [Theory]
    [InlineData(new[] { "top", "top/appspec.yml", "top/a/b" }, "top")]
    [InlineData(new[] { "top/appspec.yml" }, "top")]
    [InlineData(new[] { "top/My-AppSpec.txt" }, "top")]
    [InlineData(new[] { "top/appspec/x" }, "top")]
    [InlineData(new[] { "top/appspec.yml", "__MACOSX/x" }, "")]
    [InlineData(new[] { "top/a/appspec.yml" }, "")]
    [InlineData(new[] { "appspec.yml" }, "")]
    [InlineData(new[] { "appspec.yml", "a" }, "")]
    [InlineData(new[] { "top/x" }, "")]
    [InlineData(new string[0], "")]
    public void TopFolder_Paths_IsStrippedByTheReferencesRule(string[] paths, string expected) => BundleLayout.TopFolder(paths).Should().Be(expected);

    [Theory]
    [InlineData("", "a/b", "a/b")]
    [InlineData("top", "top/a", "a")]
    [InlineData("top", "top", null)]
    public void Below_Folder_IsTheRestOfThePath(string folder, string path, string? expected) => BundleLayout.Below(folder, path).Should().Be(expected);

    [Theory]
    [InlineData(new[] { "a", "appspec.yml" }, "appspec.yml")]
    [InlineData(new[] { "appspec.yaml" }, "appspec.yaml")]
    [InlineData(new[] { "appspec.yaml", "appspec.yml" }, "appspec.yml")]
    [InlineData(new[] { "AppSpec.yml" }, null)]
    public void AppSpec_Names_PrefersYml(string[] names, string? expected) => BundleLayout.AppSpec(names).Should().Be(expected);

    [Theory]
    [InlineData(new[] { "AppSpec.yml" }, "'AppSpec.yml' must be called so, in lower case.")]
    [InlineData(new[] { "a", "b" }, "Its top holds 'a', 'b'.")]
    [InlineData(new string[0], "It is empty.")]
    public void Missing_Names_SaysWhatThereIs(string[] names, string expected) => BundleLayout.Missing(names).Message.Should().Contain(expected);
}
