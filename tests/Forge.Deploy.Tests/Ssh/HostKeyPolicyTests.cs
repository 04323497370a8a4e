using Forge.Deploy.Ssh;

namespace Forge.Deploy.Tests.Ssh;

public sealed class HostKeyPolicyTests
{
    private static readonly byte[] Right = [1, 2, 3];
    private static readonly byte[] Wrong = [1, 2, 4];

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    public void Refuse_PinnedKey_IsAccepted(string padding) =>
        HostKeyPolicy.Pinned("web-1", HostKeyFingerprint.Of(Right) + padding).Refuse(Right).Should().BeNull();

    [Fact]
    public void Refuse_OtherThanPinned_NamesBothFingerprints() =>
        HostKeyPolicy.Pinned("web-1", HostKeyFingerprint.Of(Right)).Refuse(Wrong).Should()
            .Contain("'web-1'").And.Contain(HostKeyFingerprint.Of(Right)).And.Contain(HostKeyFingerprint.Of(Wrong)).And.Contain("No command was sent.");

    [Fact]
    public void Refuse_KnownKey_IsAccepted() => Known(new KnownHost("ssh-ed25519", Right, IsRevoked: false)).Refuse(Right).Should().BeNull();

    [Fact]
    public void Refuse_UnknownHost_ShowsTheKeyAndWhatToDo() =>
        Known().Refuse(Wrong).Should().Contain(HostKeyFingerprint.Of(Wrong)).And.Contain("'/known_hosts' does not know the host").And.Contain("ssh-keygen -lf");

    [Fact]
    public void Refuse_ChangedKey_NamesBothFingerprints() =>
        Known(new KnownHost("ssh-ed25519", Right, IsRevoked: false)).Refuse(Wrong).Should()
            .Contain(HostKeyFingerprint.Of(Right)).And.Contain(HostKeyFingerprint.Of(Wrong));

    [Fact]
    public void Refuse_RevokedKey_IsRefusedThoughKnown() =>
        Known(new KnownHost("ssh-ed25519", Right, IsRevoked: false), new KnownHost("ssh-ed25519", Right, IsRevoked: true)).Refuse(Right).Should()
            .Contain("revoked");

    [Fact]
    public void KeyTypes_HostIsKnown_AreTheKnownOnes()
    {
        Known(new KnownHost("ssh-rsa", Right, false), new KnownHost("ssh-ed25519", Right, false)).KeyTypes.Should().Equal("ssh-ed25519", "ssh-rsa");
        Known().KeyTypes.Should().HaveCountGreaterThan(3);
    }

    [Fact]
    public void Of_Key_IsWhatOpenSshPrints() =>
        HostKeyFingerprint.Of(Convert.FromBase64String("AAAAC3NzaC1lZDI1NTE5AAAAIGzSo8W1Q9e7n3mXjXfHnJm1Yz0mGx8sGQ0m3o0Y5m9A")).Should().MatchRegex("^SHA256:[A-Za-z0-9+/]{43}$");

    private static HostKeyPolicy Known(params KnownHost[] known) => HostKeyPolicy.Known("web-1", "/known_hosts", known, "web-1.example.org");
}
