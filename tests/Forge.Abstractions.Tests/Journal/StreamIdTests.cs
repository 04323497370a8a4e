using Forge.Journal;

namespace Forge.Abstractions.Tests.Journal;

public sealed class StreamIdTests
{
    public static TheoryData<string, string> Names => new()
    {
        { "build", "shop:1" },
        { "deployment-group", "shop/prod" },
        { "b2", "größe" },
        { new string('k', 64), new string('x', 256) },
    };

    public static TheoryData<string?, string?> NotNames => new()
    {
        { null, "x" }, { "", "x" }, { "Build", "x" }, { "a b", "x" }, { "a/b", "x" }, { "ü", "x" }, { new string('k', 65), "x" },
        { "build", null }, { "build", "" }, { "build", "a b" }, { "build", "a\n" }, { "build", "a\0" }, { "build", new string('x', 257) },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Constructor_AName_KeepsItAndReadsItBack(string kind, string key)
    {
        var stream = new StreamId(kind, key);

        (stream.Kind, stream.Key).Should().Be((kind, key));
        StreamId.TryParse(stream.ToString(), out var parsed).Should().BeTrue();
        parsed.Should().Be(stream);
    }

    [Theory]
    [MemberData(nameof(NotNames))]
    public void Constructor_NotAName_IsRefusedWithTheRule(string? kind, string? key) =>
        ((Action)(() => _ = new StreamId(kind!, key!))).Should().Throw<ArgumentException>().WithMessage("*: use 1 to *");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("build")]
    [InlineData("build/")]
    [InlineData("/x")]
    [InlineData("Build/x")]
    public void TryParse_NotAName_ReturnsFalseAndTheDefault(string? text)
    {
        StreamId.TryParse(text, out var stream).Should().BeFalse();
        stream.Should().Be(default(StreamId));
    }
}
