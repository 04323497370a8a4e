using System.Text;
using Forge.Shared.Yaml;

namespace Forge.Shared.Tests.Yaml;

/// <summary>Hostile files: each is refused where it goes wrong, and none costs more memory than it may.</summary>
public sealed class YamlBadInputTests
{
    private const long MostAllocated = 64 * 1024 * 1024;
    private const string TooDeep = "lists and maps nest deeper than 64";
    private const string TooMany = "the file has more than 10,000 values, with aliases expanded";

    public static TheoryData<string, string, int, int> Rows => new()
    {
        { "100,000 brackets", TooDeep, 1, 66 },
        { "20,000 braces", TooDeep, 1, 258 },
        { "500 blocks", TooDeep, 65, 65 },
        { "50,000 dashes", TooDeep, 1, 131 },
        { "alias bomb", TooMany, 5, 30 },
        { "merge bomb", TooMany, 5, 23 },
        { "chain of aliases", TooMany, 140, 14 },
        { "aliases of one scalar", TooMany, 9998, 3 },
        { "10,000 commands", TooMany, 9999, 3 },
        { "unknown alias", "the alias '*nobody' has no anchor before it", 2, 4 },
        { "alias to its own list", "the alias '*x' refers to itself", 1, 14 },
        { "256 KiB and a byte", "the file has 262,145 bytes; the most is 262,144", 1, 1 },
        { "10 MB in a scalar", "the file has 10,485,763 bytes; the most is 262,144", 1, 1 },
        { "10,000 documents", "the file holds a second document; only one is allowed", 2, 1 },
        { "many anchors", TooMany, 5000, 8 },
        { "quote without end", "at line 1", 1, 4 },
        { "tags", "the tag '!x' is not allowed", 1, 1 },
        { "directives", "", 0, 0 },
        { "long key", "", 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Read_HostileFile_IsRefusedAtItsPlaceWithinBounds(string kind, string message, int line, int column)
    {
        var bytes = Encoding.UTF8.GetBytes(Write(kind));
        YamlException? error = null;

        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            YamlReader.Read(bytes, YamlLimits.Default);
        }
        catch (YamlException e)
        {
            error = e;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(MostAllocated);
        if (line > 0)
        {
            error!.Message.Should().Contain(message);
            (error.Line, error.Column).Should().Be((line, column));
        }
    }

    [Fact]
    public void Read_AsLargeAsAllowed_IsRead()
    {
        var text = "a: " + new string('x', (256 * 1024) - 3);

        YamlReader.Read(Encoding.UTF8.GetBytes(text), YamlLimits.Default).Should().BeOfType<YamlMap>();
    }

    private static string Write(string kind) => kind switch
    {
        "100,000 brackets" => new string('[', 100_000),
        "20,000 braces" => Repeat(20_000, _ => "{a: "),
        "500 blocks" => Repeat(500, i => $"{new string(' ', i)}a:\n"),
        "50,000 dashes" => Repeat(50_000, _ => "- "),
        "alias bomb" => "a0: &a0 [x]\n" + Repeat(8, i => $"a{i + 1}: &a{i + 1} [{string.Join(',', Enumerable.Repeat($"*a{i}", 9))}]\n"),
        "merge bomb" => "a0: &a0 {k: v}\n" + Repeat(8, i => $"a{i + 1}: &a{i + 1} {{<<: [{string.Join(',', Enumerable.Repeat($"*a{i}", 9))}]}}\n"),
        "chain of aliases" => "a0: &a0 x\n" + Repeat(10_000, i => $"a{i + 1}: &a{i + 1} [*a{i}]\n"),
        "aliases of one scalar" => "a: &a x\nb:\n" + Repeat(50_000, _ => "- *a\n"),
        "10,000 commands" => "a:\n" + Repeat(10_000, _ => "- echo\n"),
        "unknown alias" => "a: 1\nb: *nobody\n",
        "alias to its own list" => "a: &x [1, 2, *x]\n",
        "256 KiB and a byte" => "a: " + new string('x', (256 * 1024) - 2),
        "10 MB in a scalar" => "a: " + new string('x', 10 * 1024 * 1024),
        "10,000 documents" => Repeat(10_000, _ => "a: 1\n---\n"),
        "many anchors" => Repeat(10_000, i => $"a{i}: &a{i} x\n"),
        "quote without end" => "a: \"" + new string('x', 200_000),
        "tags" => Repeat(10_000, i => $"!x a{i}: 1\n"),
        "directives" => Repeat(10_000, i => $"%TAG !a{i}! tag:a\n"),
        "long key" => new string('k', 200_000) + ": 1\n",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static string Repeat(int count, Func<int, string> part) => string.Concat(Enumerable.Range(0, count).Select(part));
}
