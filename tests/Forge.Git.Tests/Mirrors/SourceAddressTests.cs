using Forge.Git.Mirrors;

namespace Forge.Git.Tests.Mirrors;

public sealed class SourceAddressTests
{
    private static readonly SourceAddress Parent = SourceAddress.Parse("https://ann:pw@a.example/team/shop");

    [Theory]
    [InlineData("/srv/repo.git")]
    [InlineData("https://example.com/a.git")]
    [InlineData("ssh://git@example.com/a.git")]
    [InlineData("git@example.com:a.git")]
    [InlineData("file:///srv/a.git")]
    [InlineData("https://[::1]:8443/a.git")]
    [InlineData("ssh://git@[::1]/a.git")]
    public void Parse_NoPasswordToHide_IsKeptAsItIs(string text) =>
        SourceAddress.Parse(text).Should().Be(new SourceAddress { Url = text });

    [Fact]
    public void Parse_CredentialsInAnHttpUrl_AreTakenOut() =>
        SourceAddress.Parse("https://a%40b:p%3Aw@example.com:8443/x.git").Should().Be(
            new SourceAddress { Url = "https://example.com:8443/x.git", UserName = "a@b", Password = new SecretValue("p:w") });

    [Fact]
    public void Parse_PasswordInAnSshUrl_IsDropped() => SourceAddress.Parse("ssh://git:pw@example.com:22/a").Url.Should().Be("ssh://git@example.com:22/a");

    [Theory]
    [InlineData("HTTPS://Example.COM:443/a/../b", "https://example.com/b")]
    [InlineData("https://example.com/a/%2e%2e/b", "https://example.com/b")]
    public void Parse_HttpUrl_IsWhatTheServerSees(string text, string expected) => SourceAddress.Parse(text).Url.Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("-oProxyCommand=id")]
    [InlineData("ext::sh -c id")]
    [InlineData("git-remote.x+y::a")]
    [InlineData("::a")]
    [InlineData("a\nb")]
    public void Parse_OptionOrCommand_IsRefused(string text)
    {
        var parse = () => SourceAddress.Parse(text);

        parse.Should().Throw<SourceException>().WithMessage("*is not the address of a repository*");
    }

    [Theory]
    [InlineData("https://a.example/team/shop", "https://a.example/team", true)]
    [InlineData("https://a.example/team/shop", "https://a.example/team/", true)]
    [InlineData("https://a.example/team/shop", "https://a.example/team/shop", true)]
    [InlineData("https://a.example/team-two/shop", "https://a.example/team", false)]
    [InlineData("https://a.example.evil/team", "https://a.example", false)]
    [InlineData("https://a.example/team/../other", "https://a.example/team/", false)]
    [InlineData("ssh://git@a.example/team/%2e%2e/other", "ssh://git@a.example/team/", false)]
    [InlineData("git@a.example:team/shop", "git@a.example:team/", true)]
    [InlineData("git@a.example:team/shop", "git@a.example:", true)]
    [InlineData("git@a.example:../shop", "git@a.example:", false)]
    [InlineData("git@b.example:team/shop", "git@a.example:", false)]
    public void Begins_Urls_AreComparedInWholeParts(string url, string prefix, bool expected) => SourceAddress.Begins(url, prefix).Should().Be(expected);

    [Theory]
    [InlineData("https://a.example/x")]
    [InlineData("https://A.example/y")]
    public void ForSubmodule_SameServer_GetsTheCredential(string url) =>
        Parent.ForSubmodule(url).Password.Should().Be(new SecretValue("pw"));

    [Theory]
    [InlineData("https://b.example/x")]
    [InlineData("https://a.example:444/x")]
    [InlineData("http://a.example/x")]
    [InlineData("ssh://a.example/x")]
    [InlineData("https://a.example.evil/x")]
    [InlineData("https://a.example@evil/x")]
    public void ForSubmodule_AnotherServer_GetsNothing(string url)
    {
        var address = Parent.ForSubmodule(url);

        address.Password.Should().BeNull();
        address.Credential.Should().BeNull();
    }

    [Fact]
    public void Key_AnotherCredential_IsAnother()
    {
        string[] keys =
        [
            SourceAddress.Parse("https://a.example/x").Key,
            SourceAddress.Parse("https://ann:pw@a.example/x").Key,
            SourceAddress.Parse("https://bob:pw@a.example/x").Key,
            (SourceAddress.Parse("https://a.example/x") with { Credential = new GitSourceCredentialOptions { Url = "https://a.example" } }).Key,
        ];

        keys.Should().OnlyHaveUniqueItems();
    }
}
