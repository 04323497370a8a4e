using Forge.Git.Checkouts;

namespace Forge.Git.Tests.Checkouts;

public sealed class SubmoduleAddressTests
{
    [Theory]
    [InlineData("https://a.example/team/shop.git", "../lib.git", "https://a.example/team/lib.git")]
    [InlineData("https://a.example/team/shop.git/", "../lib.git", "https://a.example/team/lib.git")]
    [InlineData("https://a.example:8443/team/shop", "../../other/lib", "https://a.example:8443/other/lib")]
    [InlineData("https://a.example/team/shop", "./lib", "https://a.example/team/shop/lib")]
    [InlineData("https://a.example/shop", "https://b.example/lib", "https://b.example/lib")]
    [InlineData("ssh://git@a.example/team/shop", "../lib", "ssh://git@a.example/team/lib")]
    [InlineData("ssh://git@a.example/team/shop", "git@b.example:lib", "git@b.example:lib")]
    [InlineData("git@a.example:team/shop.git", "../lib.git", "git@a.example:team/lib.git")]
    [InlineData("git@a.example:team/shop.git", "ssh://git@a.example/lib", "ssh://git@a.example/lib")]
    [InlineData("git@a.example:team/shop.git", "https://b.example/lib", "https://b.example/lib")]
    [InlineData("http://a.example/shop", "http://b.example/lib", "http://b.example/lib")]
    [InlineData("/srv/git/shop.git", "../lib.git", "/srv/git/lib.git")]
    [InlineData("/srv/git/shop.git", "/srv/lib.git", "/srv/lib.git")]
    [InlineData("file:///srv/git/shop.git", "../lib.git", "file:///srv/git/lib.git")]
    public void Resolve_Allowed_IsFullAddress(string parent, string url, string expected) => SubmoduleAddress.Resolve(parent, url).Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("-u./payload")]
    [InlineData("--upload-pack=touch")]
    [InlineData("ext::sh -c id")]
    [InlineData("https://b.example/a\rb")]
    [InlineData("https://b.example/a\nb")]
    [InlineData("https://b.example/../x")]
    [InlineData("https://b.example/%2e%2e/x")]
    [InlineData("../../lib")]
    [InlineData("../../../lib")]
    [InlineData("../..")]
    [InlineData("./%2e%2e/%2e%2e/x")]
    [InlineData("../x\\..\\..")]
    [InlineData("/etc")]
    [InlineData("file:///etc")]
    [InlineData("http://b.example/lib")]
    [InlineData("ssh://git@b.example/lib")]
    [InlineData("git@b.example:lib")]
    [InlineData("git://b.example/lib")]
    [InlineData("lib")]
    public void Resolve_NotAllowedForAnHttpsParent_IsRefused(string url)
    {
        var resolve = () => SubmoduleAddress.Resolve("https://a.example/shop", url);

        resolve.Should().Throw<FormatException>();
    }

    [Theory]
    [InlineData("/shop", "../../etc")]
    [InlineData("/srv/shop", "../..")]
    [InlineData("git@a.example:shop", "../../x")]
    [InlineData("ssh://a.example", "../x")]
    public void Resolve_ClimbsOutOfItsParent_IsRefused(string parent, string url)
    {
        var resolve = () => SubmoduleAddress.Resolve(parent, url);

        resolve.Should().Throw<FormatException>();
    }
}
