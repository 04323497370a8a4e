using System.Text;
using Forge.Git.Http;

namespace Forge.Git.Tests.Http;

public sealed class BasicCredentialsTests
{
    public static TheoryData<string> Malformed =>
        ["", "Basic", "Basic ", "Basic !!!", "Basic YQ==", "Bearer YTpi", "BasicYTpi", "Basic /////w==", $"Basic {Convert.ToBase64String(new byte[64 * 1024])}"];

    [Theory]
    [InlineData("ann:secret", "ann", "secret")]
    [InlineData("ann:a:b", "ann", "a:b")]
    [InlineData("ann:", "ann", "")]
    [InlineData(":", "", "")]
    [InlineData("jö:ü", "jö", "ü")]
    public void Read_WellFormed_SplitsAtTheFirstColon(string text, string name, string password)
    {
        var credentials = BasicCredentials.Read($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}");

        credentials.Should().Be(new BasicCredentials(name, new SecretValue(password)));
    }

    [Fact]
    public void Read_SchemeInOtherCase_IsRead() => BasicCredentials.Read("basic YTpi").Should().NotBeNull();

    [Theory]
    [MemberData(nameof(Malformed))]
    [InlineData(null)]
    public void Read_Malformed_IsNull(string? header) => BasicCredentials.Read(header).Should().BeNull();

    [Fact]
    public void ToString_Always_HidesThePassword() => BasicCredentials.Read("Basic YTpi")!.ToString().Should().NotContain("b }").And.Contain("***");
}
