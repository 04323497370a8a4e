using Forge.Git.Http;

namespace Forge.Git.Tests.Http;

public sealed class ProtocolHeaderTests
{
    [Theory]
    [InlineData("version=2")]
    [InlineData("version=2:object=sha1")]
    public void Filter_WellFormed_IsKept(string header) => ProtocolHeader.Filter(header).Should().Be(header);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("version")]
    [InlineData("version=")]
    [InlineData("version=2;id")]
    [InlineData("version=2\n")]
    [InlineData("version=2:")]
    [InlineData("version=2 ")]
    public void Filter_AnythingElse_IsDropped(string? header) => ProtocolHeader.Filter(header).Should().BeNull();

    [Fact]
    public void Filter_Long_IsDropped() => ProtocolHeader.Filter($"a={new string('b', 300)}").Should().BeNull();

    [Theory]
    [InlineData(null, false)]
    [InlineData("version=1", false)]
    [InlineData("version=22", false)]
    [InlineData("version=2", true)]
    [InlineData("a=b:version=2", true)]
    public void AsksForVersion2_Header_IsRead(string? header, bool expected) => ProtocolHeader.AsksForVersion2(header).Should().Be(expected);
}
