using System.Diagnostics;
using System.Text;
using CsCheck;
using Forge.Shared.Yaml;

namespace Forge.Shared.Tests.Yaml;

public sealed class YamlReaderTests
{
    // The machine may have other things to do: the quickest of some tries counts.
    private const int Tries = 5;

    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(100);

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

    [Theory]
    [InlineData("no")]
    [InlineData("012")]
    [InlineData("0x1F")]
    [InlineData("1:30")]
    [InlineData("1e400")]
    [InlineData("2026-01-01")]
    [InlineData("1_000")]
    [InlineData("0.20")]
    [InlineData("+1")]
    [InlineData(".inf")]
    [InlineData("True")]
    public void Read_WhatYamlWouldConvert_StaysAsWritten(string value) =>
        Read($"a: {value}").Should().BeOfType<YamlMap>().Which.Find("a").Should().BeOfType<YamlScalar>().Which.Text.Should().Be(value);

    public static TheoryData<string, string, int, int> Errors => new()
    {
        { "a: 1\na: 2\n", "the key 'a' stands at line 1 already", 2, 1 },
        { "x: {a: 1, a: 2}\n", "the key 'a' stands at line 1 already", 1, 11 },
        { "a: 1\n---\nb: 2\n", "the file holds a second document; only one is allowed", 2, 1 },
        { "a: 1\n...\nb: 2\n", "the file holds a second document; only one is allowed", 3, 1 },
        { "%YAML 9.9\n---\na: b\n", "incompatible YAML document at line 1", 1, 1 },
        { "? [a]\n: 1\n", "a key must be a simple value, not a list or a map", 1, 1 },
        { "{a: 1}: 1\n", "a key must be a simple value, not a list or a map", 1, 1 },
        { "a: &x [*x]\n", "the alias '*x' refers to itself", 1, 8 },
        { "a: &x\n  b: *x\n", "the alias '*x' refers to itself", 2, 6 },
        { "a: *x\n", "the alias '*x' has no anchor before it", 1, 4 },
        { "a: !foo 1\n", "the tag '!foo' is not allowed", 1, 4 },
        { "<<: 1\n", "'<<' merges a map or a list of maps, nothing else", 1, 1 },
        { "<<: [1]\n", "'<<' merges a map or a list of maps, nothing else", 1, 1 },
        { "version 0.2\nphases:\n", "'version' lacks its colon: write 'version: ' and the number", 1, 8 },
        { "a: b: c\n", "invalid mapping at line 1", 1, 5 },
        { "a: 'x\n", "unexpected end of stream at line 1", 1, 4 },
        { "a: [1\n", "did not find expected ',' or ']' at line 2", 2, 1 },
        { "a: @x\n", "found character that cannot start any token at line 1", 1, 4 },
        { "a: \"\\q\"\n", "unknown escape character at line 1", 1, 4 },
        { "a: \"\\uD800\"\n", "invalid Unicode surrogates at line 1", 1, 4 },
        { "a: \"x\\0y\"\n", "the value holds a NUL character", 1, 4 },
        { "a:\n  b: \0\n", "the file holds the control character U+0000", 2, 6 },
        { "a: \u001b[2J\n", "the file holds the control character U+001B", 1, 4 },
        { "a: 1\n b: 2\n", "invalid mapping at line 2", 2, 3 },
        { "? : ", "a value is missing", 2, 1 },
        { "...\na", "is not YAML at line 3", 3, 2 },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Read_Mistake_SaysWhatAndWhere(string text, string message, int line, int column)
    {
        var error = ErrorOf(Encoding.UTF8.GetBytes(text));

        error.Message.Should().Contain(message);
        (error.Line, error.Column).Should().Be((line, column));
    }

    public static TheoryData<string, int, int> Tabs => new()
    {
        { "\ta: 1\n", 1, 1 },
        { "a:\n\tb: 1\n", 2, 1 },
        { "a:\n  b: 1\n\tc: 2\n", 3, 1 },
        { "a:\n  b: 1\n  \tc: 2\n", 3, 3 },
        { "a: x\n\ty\n", 2, 1 },
        { "a:\n- b\n\t- c\n", 3, 1 },
        { "a:\n  - echo one\n\t- echo two\n", 3, 1 },
        { "a: |\n\tx\n", 2, 1 },
        { "a: |\n  x\n\ty\n", 3, 1 },
    };

    [Theory]
    [MemberData(nameof(Tabs))]
    public void Read_IndentedWithATab_SaysSo(string text, int line, int column)
    {
        var error = ErrorOf(Encoding.UTF8.GetBytes(text));

        error.Message.Should().Be($"found character that cannot start any token at line {line}: indent with spaces, not with a tab");
        (error.Line, error.Column).Should().Be((line, column));
    }

    public static TheoryData<byte[], string> Encodings => new()
    {
        { [(byte)'a', 0xFF], "byte 1 is not UTF-8" },
        { [(byte)'a', (byte)':', (byte)' ', 0xED, 0xA0, 0x80], "byte 3 is not UTF-8" },
        { [(byte)'a', 0xC3], "byte 1 is not UTF-8" },
        { Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a: 1")).ToArray(), "byte 0 is not UTF-8" },
        { Encoding.Unicode.GetBytes("a: 1"), "the file holds the control character U+0000" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Read_NotUtf8_SaysWhichByte(byte[] bytes, string message) => ErrorOf(bytes).Message.Should().Contain(message);

    public static TheoryData<string, string> Hostile => new()
    {
        { "brackets", "lists and maps nest deeper than 64" },
        { "braces", "lists and maps nest deeper than 64" },
        { "blocks", "lists and maps nest deeper than 64" },
        { "dashes", "lists and maps nest deeper than 64" },
        { "alias bomb", "the file has more than 10,000 values, with aliases expanded" },
        { "merge bomb", "the file has more than 10,000 values, with aliases expanded" },
        { "many aliases", "the file has more than 10,000 values, with aliases expanded" },
        { "many commands", "the file has more than 10,000 values, with aliases expanded" },
        { "large", "the file has 10,485,763 bytes; the most is 262,144" },
        { "folded", "" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Read_HostileFile_IsRefusedQuickly(string kind, string message)
    {
        var bytes = Encoding.UTF8.GetBytes(Write(kind));

        var reading = () => YamlReader.Read(bytes, YamlLimits.Default);

        if (message.Length == 0)
        {
            reading.Should().NotThrow();
        }
        else
        {
            reading.Should().Throw<YamlException>().WithMessage($"*{message}*");
        }

        Enumerable.Range(0, Tries).Min(_ => Measure(reading)).Should().BeLessThan(Quick);
    }

    [Fact]
    public void Read_NestedAsDeepAsAllowed_IsRead()
    {
        var reading = () => Read(new string('[', 64) + new string(']', 64));

        reading.Should().NotThrow();
    }

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

    private static TimeSpan Measure(Func<YamlNode?> reading)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            reading();
        }
        catch (YamlException)
        {
        }

        return watch.Elapsed;
    }

    private static string Write(string kind) => kind switch
    {
        "brackets" => new string('[', 100_000),
        "braces" => string.Concat(Enumerable.Repeat("{a: ", 20_000)),
        "blocks" => string.Concat(Enumerable.Range(0, 500).Select(i => $"{new string(' ', i)}a:\n")),
        "dashes" => string.Concat(Enumerable.Repeat("- ", 50_000)),
        "alias bomb" => "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 8).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n")),
        "merge bomb" => "a0: &a0 {k: v}\n" + string.Concat(Enumerable.Range(1, 8).Select(i => $"a{i}: &a{i} {{<<: [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]}}\n")),
        "many aliases" => "a: &a x\nb:\n" + string.Concat(Enumerable.Repeat("- *a\n", 50_000)),
        "many commands" => "a:\n" + string.Concat(Enumerable.Repeat("- echo\n", 10_000)),
        "large" => "a: " + new string('x', 10 * 1024 * 1024),
        _ => "a: x\n" + string.Concat(Enumerable.Repeat("  y\n", 50_000)),
    };

    private static YamlNode? Read(string text) => YamlReader.Read(Encoding.UTF8.GetBytes(text), YamlLimits.Default);

    private static YamlException ErrorOf(byte[] bytes)
    {
        var reading = () => YamlReader.Read(bytes, YamlLimits.Default);
        return reading.Should().Throw<YamlException>().Which;
    }

    private static string Show(YamlNode? node) => node switch
    {
        YamlScalar scalar => $"{scalar.Line}:{scalar.Column}'{scalar.Text}'",
        YamlList list => $"{list.Line}:{list.Column}[{string.Join(',', list.Items.Select(Show))}]",
        YamlMap map => $"{map.Line}:{map.Column}{{{string.Join(',', map.Entries.Select(entry => $"{Show(entry.Key)}={Show(entry.Value)}"))}}}",
        _ => "nothing",
    };
}
