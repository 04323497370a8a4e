using Forge.Git.Commands;

namespace Forge.Git.Tests.Commands;

public sealed class GitEnvironmentTests
{
    private static readonly string[] Names =
        ["PATH", "HOME", "LANG", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL", "GIT_TERMINAL_PROMPT", "GIT_NO_REPLACE_OBJECTS", "GIT_CONFIG_COUNT"];

    [Fact]
    public void ForServing_NoProtocol_HoldsNothingElse() =>
        Serving().Keys.Where(k => !k.StartsWith("GIT_CONFIG_KEY_", StringComparison.Ordinal) && !k.StartsWith("GIT_CONFIG_VALUE_", StringComparison.Ordinal)).Should().BeEquivalentTo(Names);

    [Theory]
    [InlineData("core.hooksPath", "/hooks")]
    [InlineData("receive.procReceiveRefs", "refs/")]
    [InlineData("receive.maxInputSize", "7")]
    [InlineData("pack.threads", "3")]
    [InlineData("transfer.fsckObjects", "true")]
    [InlineData("uploadpack.allowAnySHA1InWant", "false")]
    [InlineData("safe.directory", "*")]
    [InlineData("core.fsync", "objects,derived-metadata,reference")]
    [InlineData("gc.auto", "0")]
    public void ForServing_Setting_IsThere(string key, string value) => Settings(Serving()).Should().Contain(key, value);

    [Fact]
    public void ForServing_Protocol_IsHandedOn() =>
        GitEnvironment.ForServing("git", "/hooks", 0, 1, "version=2").Should().Contain("GIT_PROTOCOL", "version=2");

    [Fact]
    public void ForHost_Hooks_NeverRun() => Settings(GitEnvironment.ForHost("git")).Should().Contain("core.hooksPath", "/dev/null");

    [Fact]
    public void ForFetch_Protocols_AreTheAllowedOnes()
    {
        var environment = GitEnvironment.ForFetch("git", ["https", "ssh"], null);

        environment.Should().Contain("GIT_ALLOW_PROTOCOL", "https:ssh").And.Contain("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes");
    }

    [Fact]
    public void ForFetch_Password_IsAskedForTheServerOnlyAndFollowsNoRedirect()
    {
        var environment = GitEnvironment.ForFetch("git", ["https"], new CredentialFiles { Server = "https://example.com:8443", PasswordFile = "/dev/shm/x/credential" });

        Settings(environment).Should().ContainKey("credential.https://example.com:8443.helper").And.Contain("credential.helper", "").And.Contain("http.followRedirects", "false");
        environment.Should().Contain("FORGE_SOURCE_CREDENTIAL", "/dev/shm/x/credential");
    }

    [Fact]
    public void ForCheckout_Index_IsOfTheFormatThatIsRead() =>
        Settings(GitEnvironment.ForCheckout("git", "/tmp/index")).Should().Contain("index.version", "2").And.Contain("core.hooksPath", "/dev/null");

    [Theory]
    [InlineData("git", "/usr/local/sbin:")]
    [InlineData("/opt/git/bin/git", "/opt/git/bin:")]
    public void Path_Executable_ComesFirst(string gitPath, string start) => GitEnvironment.ForHost(gitPath)["PATH"].Should().StartWith(start);

    private static Dictionary<string, string> Serving() => GitEnvironment.ForServing("git", "/hooks", 7, 3, null);

    private static Dictionary<string, string> Settings(Dictionary<string, string> environment) =>
        Enumerable.Range(0, int.Parse(environment["GIT_CONFIG_COUNT"], System.Globalization.CultureInfo.InvariantCulture))
            .ToDictionary(i => environment[$"GIT_CONFIG_KEY_{i}"], i => environment[$"GIT_CONFIG_VALUE_{i}"]);
}
