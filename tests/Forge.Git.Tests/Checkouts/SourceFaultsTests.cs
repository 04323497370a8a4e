using Forge.Git.Checkouts;

namespace Forge.Git.Tests.Checkouts;

public sealed class SourceFaultsTests
{
    [Theory]
    [InlineData("https://ann:pw@a.example/x", "https://***@a.example/x")]
    [InlineData("https://token@a.example/x", "https://***@a.example/x")]
    [InlineData("https://ann:p@w@a.example/x", "https://***@a.example/x")]
    [InlineData("https://a.example/x@y", "https://a.example/x@y")]
    [InlineData("git@a.example:x", "git@a.example:x")]
    [InlineData("/srv/x", "/srv/x")]
    public void Shown_Repository_HoldsNoPassword(string repository, string expected) => SourceFaults.Shown(repository).Should().Be(expected);

    [Fact]
    public void NoVersion_PasswordInTheUrl_IsNowhere()
    {
        var failure = SourceFaults.NoVersion(new SourceLocation { Repository = "https://ann:s3cret@a.example/x", Version = "v" });

        failure.ToString().Should().NotContain("s3cret");
        failure.Repository.Should().NotContain("s3cret");
    }
}
