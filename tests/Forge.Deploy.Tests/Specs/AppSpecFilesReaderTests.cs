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
    [InlineData("  - source: a\n", "lacks its 'destination'")]
    [InlineData("  - destination: /d\n", "lacks its 'source'")]
    [InlineData("  - source:\n    destination: /d\n", "lacks its 'source'")]
    [InlineData("  - a.txt\n", "neither 'source' nor 'destination'")]
    [InlineData("  - [a]\n", "not a list")]
    [InlineData("  -\n", "not nothing")]
    [InlineData("  - source: [a]\n    destination: /d\n", "must be a single value, not a list")]
    [InlineData("  source: a\n  destination: /d\n", "must be a list")]
    [InlineData("  text\n", "must be a list")]
    [InlineData("  - source: ../x\n    destination: /d\n", "leads out of the revision")]
    [InlineData("  - source: a/../../x\n    destination: /d\n", "leads out of the revision")]
    [InlineData("  - source: a\n    destination: ~/d\n", "which nothing expands")]
    [InlineData("  - source: a\n    destination: /a/../../d\n", "climbs above the root")]
    public void Read_EntryWrong_SaysWhy(string entries, string expected) =>
        AppSpecReaderTests.Errors(Head + entries).Should().ContainSingle().Which.Message.Should().Contain(expected);

    [Theory]
    [InlineData(".")]
    [InlineData("./")]
    [InlineData("a/../a")]
    [InlineData("/a/.")]
    [InlineData("*.txt")]
    public void Read_SourceStaysInside_IsTaken(string source) =>
        AppSpecReaderTests.Read($"{Head}  - source: '{source}'\n    destination: /d\n").Files.Should().ContainSingle().Which.Source.Should().Be(source);

    [Theory]
    [InlineData("source: a\n    destination: www", "'/www'")]
    [InlineData("source: a\n    destination: c:\\deploy", "path of Windows")]
    [InlineData("source: \\\n    destination: /d", "backslash")]
    [InlineData("source: a\n    destination: /d\n    overwrite: true", "file_exists_behavior: OVERWRITE")]
    [InlineData("source: a\n    destination: /d\n    file_exists_behavior: RETAIN", "at the top level")]
    [InlineData("source: a\n    destination: /d\n    sorce: b", "Did you mean 'source'?")]
    public void Read_EntryOdd_IsTakenWithAWarning(string entry, string expected)
    {
        var text = $"{Head}  - {entry}\n";

        AppSpecReaderTests.Read(text).Files.Should().ContainSingle();
        AppSpecReaderTests.Warnings(text).Should().ContainSingle().Which.Message.Should().Contain(expected);
    }

    [Fact]
    public void Read_WindowsPaths_AreTakenForWindows() =>
        AppSpecReaderTests.Read("version: 0.0\nos: windows\nfiles:\n  - source: \\web\\index.html\n    destination: c:\\inetpub\n").Files.Should().ContainSingle();
}
