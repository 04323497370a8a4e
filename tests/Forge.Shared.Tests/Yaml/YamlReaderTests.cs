using System.Text;
using CsCheck;
using Forge.Shared.Yaml;

namespace Forge.Shared.Tests.Yaml;

public sealed class YamlReaderTests
{
    private static readonly string[] Parts =
    [
        "a", "b: ", "- ", "\n", "  ", "\t", "[", "]", "{", "}",
        ",", ": ", "? ", "|\n", ">", "&x ", "*x", "!t ", "'", "\"", "\\", "#", "---\n", "...\n", "%", "<<: ", "\r", "\u0085", "é", "~",
    ];

    public static TheoryData<string> Nothing => new() { "", "\n\n", "# only a comment\n", "---", "---\n# c\n", "...", "~", "null", "\uFEFF" };

    [Theory]
    [MemberData(nameof(Nothing))]
    public void Read_NothingInTheFile_IsNull(string text) => Read(text).Should().BeNull();

    public static TheoryData<string, string> Values => new()
    {
        { "a: 1", "1:1{1:1'a'=1:4'1'}" },
        { "a:\n- b\n- c: d\n", "1:1{1:1'a'=2:1[2:3'b',3:3{3:3'c'=3:6'd'}]}" },
        { "\uFEFFa: b", "1:1{1:1'a'=1:4'b'}" },
        { "a: 1\r\nb:\r\n  c: 2\r\n", "1:1{1:1'a'=1:4'1',2:1'b'=3:3{3:3'c'=3:6'2'}}" },
        { "a: 1\rb: 2\r", "1:1{1:1'a'=1:4'1',2:1'b'=2:4'2'}" },
        { "%YAML 1.1\n---\na: b\n...\n", "3:1{3:1'a'=3:4'b'}" },
        { "a: |\n  x\n  \ty\n", "1:1{1:1'a'=1:4'x\n\ty\n'}" },
        { "a: |\n  make:\n  \tcc\n\n  \t# not a comment\nb: 1\n", "1:1{1:1'a'=1:4'make:\n\tcc\n\n\t# not a comment\n',6:1'b'=6:4'1'}" },
        { "a: >\n  x\n  y\n", "1:1{1:1'a'=1:4'x y\n'}" },
        { "a: \"x\n\ty\"\n", "1:1{1:1'a'=1:4'x y'}" },
        { "a: [\n\t1,\n\t2\n]\n", "1:1{1:1'a'=1:4[2:2'1',3:2'2']}" },
        { "\t\n\t# a comment\na:\tb\n", "3:1{3:1'a'=3:4'b'}" },
        { "a: x\n  y\n", "1:1{1:1'a'=1:4'x y'}" },
        { "a: &x 1\nb: *x\n", "1:1{1:1'a'=1:4'1',2:1'b'=1:4'1'}" },
        { "b: 2\n<<: [ {a: 1}, {a: 2, c: 3, b: 4} ]\n", "1:1{1:1'b'=1:4'2',2:8'a'=2:11'1',2:22'c'=2:25'3'}" },
        { "'<<': 1\n", "1:1{1:1'<<'=1:7'1'}" },
        { "a: !!str 1\n", "1:1{1:1'a'=1:4'1'}" },
        { "a: \"\\uD83D\\uDE00 \\x41\"\n", "1:1{1:1'a'=1:4'😀 A'}" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Read_Yaml_GivesTheNodesWithTheirPlaces(string text, string expected) => Show(Read(text)).Should().Be(expected);

    [Fact]
    public void Read_AnyText_GivesNodesOrAYamlException() =>
        Gen.Int[0, Parts.Length - 1]
            .Array[0, 30].Sample(
                parts =>
                {
                    try
                    {
                        Read(string.Concat(parts.Select(i => Parts[i])));
                    }
                    catch (YamlException)
                    {
                    }
                },
                iter: 20_000);

    [Theory]
    [InlineData("yes", true)]
    [InlineData("TRUE", true)]
    [InlineData("On", true)]
    [InlineData("no", false)]
    [InlineData("False", false)]
    [InlineData("off", false)]
    [InlineData("1", null)]
    [InlineData("y", null)]
    [InlineData("", null)]
    public void AsBoolean_Text_IsReadAsYaml11Does(string text, bool? expected) => new YamlScalar(1, 1, text, IsPlain: true).AsBoolean().Should().Be(expected);

    [Theory]
    [InlineData("", true, true)]
    [InlineData("~", true, true)]
    [InlineData("NULL", true, true)]
    [InlineData("null", false, false)]
    [InlineData("nil", true, false)]
    public void IsNull_Text_IsNothingOnlyWhenPlain(string text, bool isPlain, bool expected) => new YamlScalar(1, 1, text, isPlain).IsNull.Should().Be(expected);

    private static YamlNode? Read(string text) => YamlReader.Read(Encoding.UTF8.GetBytes(text), YamlLimits.Default);

    private static string Show(YamlNode? node) => node switch
    {
        YamlScalar scalar => $"{scalar.Line}:{scalar.Column}'{scalar.Text}'",
        YamlList list => $"{list.Line}:{list.Column}[{string.Join(',', list.Items.Select(Show))}]",
        YamlMap map => $"{map.Line}:{map.Column}{{{string.Join(',', map.Entries.Select(entry => $"{Show(entry.Key)}={Show(entry.Value)}"))}}}",
        _ => "nothing",
    };
}
