using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Forge.Deploy.Ssh;

namespace Forge.Deploy.Tests.Ssh;

public sealed class KnownHostsReaderTests
{
    private const string Key = "AAAAC3NzaC1lZDI1NTE5AAAAIGzSo8W1Q9e7n3mXjXfHnJm1Yz0mGx8sGQ0m3o0Y5m9A";

    [Theory]
    [InlineData("web-1", "web-1", 22, true)]
    [InlineData("WEB-1", "web-1", 22, true)]
    [InlineData("a,web-1,10.0.0.1", "10.0.0.1", 22, true)]
    [InlineData("web-1", "web-10", 22, false)]
    [InlineData("web-1", "web-1", 2222, false)]
    [InlineData("[web-1]:2222", "web-1", 2222, true)]
    [InlineData("[web-1]:2222", "web-1", 22, false)]
    [InlineData("*.example.org", "a.example.org", 22, true)]
    [InlineData("web-?", "web-1", 22, true)]
    [InlineData("web-?", "web-10", 22, false)]
    [InlineData("*,!web-1", "web-1", 22, false)]
    [InlineData("*,!web-1", "web-2", 22, true)]
    [InlineData("w.b-1", "web-1", 22, false)]
    public void Read_Names_AreMatchedAsOpenSshDoes(string names, string host, int port, bool isKnown) =>
        KnownHostsReader.Read($"{names} ssh-ed25519 {Key} comment\n", host, port).Should().HaveCount(isKnown ? 1 : 0);

    [Theory]
    [SuppressMessage("Security", "CA5350", Justification = "The format of known_hosts.")]
    [InlineData("web-1", "web-1", 22, true)]
    [InlineData("[web-1]:2222", "web-1", 2222, true)]
    [InlineData("web-2", "web-1", 22, false)]
    public void Read_HashedName_IsMatched(string hashed, string host, int port, bool isKnown)
    {
        var salt = new byte[20];
        var hash = HMACSHA1.HashData(salt, Encoding.UTF8.GetBytes(hashed));

        var known = KnownHostsReader.Read($"|1|{Convert.ToBase64String(salt)}|{Convert.ToBase64String(hash)} ssh-ed25519 {Key}", host, port);

        known.Should().HaveCount(isKnown ? 1 : 0);
    }

    [Fact]
    public void Read_RevokedKey_IsMarked() =>
        KnownHostsReader.Read($"@revoked * ssh-ed25519 {Key}", "web-1", 22).Should().ContainSingle().Which.IsRevoked.Should().BeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("# web-1 ssh-ed25519 AAAA")]
    [InlineData("web-1")]
    [InlineData("web-1 ssh-ed25519")]
    [InlineData("web-1 ssh-ed25519 not*base64")]
    [InlineData("@cert-authority other ssh-ed25519 AAAA")]
    [InlineData("|1|x ssh-ed25519 AAAA")]
    [InlineData("|1|not*base64|not*base64 ssh-ed25519 AAAA")]
    public void Read_LineSaysNothing_IsPassedOver(string line) => KnownHostsReader.Read(line + "\r\n", "web-1", 22).Should().BeEmpty();

    [Theory]
    [InlineData("@cert-authority *.example.org ssh-ed25519 AAAA", true)]
    [InlineData("@cert-authority *.example.org,!web-1.example.org ssh-ed25519 AAAA", false)]
    [InlineData("@cert-authority web-1.example.org ssh-ed25519 AAAA", true)]
    public void Read_Authority_IsToldFromAKey(string line, bool isFound) =>
        KnownHostsReader.Read(line, "web-1.example.org", 22).Select(known => (known.IsAuthority, known.IsRevoked)).Should().Equal(isFound ? new[] { (true, false) } : []);
}
