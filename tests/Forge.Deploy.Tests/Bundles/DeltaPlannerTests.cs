using System.Text;
using Forge.Deploy.Bundles;

namespace Forge.Deploy.Tests.Bundles;

public sealed class DeltaPlannerTests
{
    private const int Large = 100_000;

    private static readonly string One = new('1', 64);
    private static readonly string Two = new('2', 64);

    [Fact]
    public void Plan_SameContentModeAndPath_IsTakenFromThere() =>
        DeltaPlanner.Plan([File("a", One, size: 1)], [new(One, "644", "a")]).Should().Equal(new Dictionary<string, string> { ["a"] = "a" });

    [Fact]
    public void Plan_OtherContentOrMode_IsSent() =>
        DeltaPlanner.Plan([File("a", One), File("b", Two), File("c", One)], [new(new string('9', One.Length), "644", "a"), new(Two, "755", "b")]).Should().BeEmpty();

    [Fact]
    public void Plan_LargeFileMoved_IsTakenFromItsOldPath() =>
        DeltaPlanner.Plan([File("v2/a", One)], [new(One, "644", "v1/a")]).Should().Equal(new Dictionary<string, string> { ["v2/a"] = "v1/a" });

    [Fact]
    public void Plan_SmallFileMoved_IsSent() =>
        DeltaPlanner.Plan([File("v2/a", One, size: 10)], [new(One, "644", "v1/a")]).Should().BeEmpty();

    [Fact]
    public void Plan_TwoFilesOfOneContent_NeverShareASource()
    {
        var sources = DeltaPlanner.Plan([File("x", One), File("a", One), File("y", One)], [new(One, "644", "a"), new(One, "644", "b")]);

        sources.Should().Equal(new Dictionary<string, string> { ["a"] = "a", ["x"] = "b" });
    }

    [Fact]
    public void List_Files_HasALineForEach() =>
        Encoding.UTF8.GetString(DeltaPlanner.List([File("a b", One), File("ü", Two)], new Dictionary<string, string> { ["ü"] = "o" }))
            .Should().Be($"{One}\t\ta b\n{Two}\to\tü\n");

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("abc 644 short-hash\n")]
    [InlineData("1111111111111111111111111111111111111111111111111111111111111111 644\n")]
    [InlineData("1111111111111111111111111111111111111111111111111111111111111111 644 cut-of")]
    public void Read_NoLineOfAFile_IsPassedOver(string text) => HeldFile.Read(text).Should().BeEmpty();

    [Fact]
    public void Read_PathWithBlanks_IsWhole() => HeldFile.Read($"{One} 755 a  b c\n").Should().Equal(new HeldFile(One, "755", "a  b c"));

    private static BundleFile File(string path, string hash, long size = Large) => new(path, hash, "644", size);
}
