namespace Forge.Deploy.Tests.Specs;

public sealed class AppSpecFilesReaderTests
{
    private const string Head = "version: 0.0\nos: linux\nfiles:\n";

    [Fact]
    public void Read_Entries_KeepsTextAndPlace()
    {
        var spec = AppSpecReaderTests.Read(Head + "  - source: /\n    destination: /var/www\n  - source: ''\n    destination: \"\"\n  - source: 5\n    destination: /d/\n");

        spec.Files.Select(file => (file.Source, file.Destination, file.Line, file.Column))
            .Should().Equal(("/", "/var/www", 4, 5), ("", "", 6, 5), ("5", "/d/", 8, 5));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("./")]
    [InlineData("a/../a")]
    [InlineData("/a/.")]
    [InlineData("*.txt")]
    public void Read_SourceStaysInside_IsTaken(string source) =>
        AppSpecReaderTests.Read($"{Head}  - source: '{source}'\n    destination: /d\n").Files.Should().ContainSingle().Which.Source.Should().Be(source);
}
