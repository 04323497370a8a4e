using Forge.Git.Mirrors;

namespace Forge.Git.Tests.Mirrors;

public sealed class SourceAddressTests
{
    [Theory]
    [InlineData("/srv/repo.git")]
    [InlineData("https://example.com/a.git")]
    [InlineData("ssh://git@example.com/a.git")]
    [InlineData("git@example.com:a.git")]
    [InlineData("file:///srv/a.git")]
    public void Parse_NoPasswordToHide_IsKeptAsItIs(string text) =>
        SourceAddress.Parse(text).Should().Be(new SourceAddress { Url = text });

    [Fact]
    public void Parse_CredentialsInAnHttpUrl_AreTakenOut() =>
        SourceAddress.Parse("https://a%40b:p%3Aw@example.com:8443/x.git").Should().Be(
            new SourceAddress { Url = "https://example.com:8443/x.git", UserName = "a@b", Password = new SecretValue("p:w") });

    [Theory]
    [InlineData("")]
    [InlineData("-oProxyCommand=id")]
    [InlineData("ext::sh -c id")]
    [InlineData("a\nb")]
    public void Parse_OptionOrCommand_IsRefused(string text)
    {
        var parse = () => SourceAddress.Parse(text);

        parse.Should().Throw<SourceException>().WithMessage("*is not the address of a repository*");
    }
}
