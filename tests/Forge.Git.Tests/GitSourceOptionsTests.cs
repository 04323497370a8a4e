namespace Forge.Git.Tests;

public sealed class GitSourceOptionsTests
{
    private static readonly SecretReference Secret = new() { Id = "s" };

    public static TheoryData<string, bool, bool, string, string> Bad => new()
    {
        { "", true, false, "", "Url" },
        { "ftp://a", true, false, "", "Url" },
        { "/srv/a", true, false, "", "Url" },
        { "https://a", false, false, "", "either Password or PrivateKey" },
        { "https://a", true, true, "hosts", "either Password or PrivateKey" },
        { "https://a", false, true, "hosts", "does not fit" },
        { "ssh://git@a", true, false, "", "does not fit" },
        { "ssh://git@a", false, true, " ", "KnownHosts" },
        { "git@a:", false, true, "", "KnownHosts" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Validate_BadCredential_SaysWhatIsWrong(string url, bool hasPassword, bool hasKey, string knownHosts, string expected)
    {
        var options = new GitSourceOptions();
        options.Credentials.Add(new GitSourceCredentialOptions { Url = url, Password = hasPassword ? Secret : null, PrivateKey = hasKey ? Secret : null, KnownHosts = knownHosts });

        new GitSourceOptionsValidator().Validate(null, options).FailureMessage.Should().Contain(expected);
    }

    [Theory]
    [InlineData("https://a.example/team", false)]
    [InlineData("http://a", false)]
    [InlineData("ssh://git@a", true)]
    [InlineData("git@a:team/", true)]
    public void Validate_GoodCredential_Succeeds(string url, bool isKey)
    {
        var options = new GitSourceOptions();
        options.Credentials.Add(new GitSourceCredentialOptions { Url = url, Password = isKey ? null : Secret, PrivateKey = isKey ? Secret : null, KnownHosts = isKey ? "a ssh-ed25519 AAAA" : "" });

        new GitSourceOptionsValidator().Validate(null, options).Succeeded.Should().BeTrue();
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("/with space")]
    [InlineData("")]
    [InlineData("/a;id")]
    public void Validate_SecretDirectory_MustBePlain(string directory) =>
        new GitSourceOptionsValidator().Validate(null, new GitSourceOptions { SecretDirectory = directory }).FailureMessage.Should().Contain("SecretDirectory");

    [Fact]
    public void Validate_MirrorLimits_HaveABottom()
    {
        var result = new GitSourceOptionsValidator().Validate(null, new GitSourceOptions { MaxMirrorBytes = 0, MaxMirrorAge = TimeSpan.Zero });

        result.FailureMessage.Should().Contain("MaxMirrorBytes").And.Contain("MaxMirrorAge");
    }
}
