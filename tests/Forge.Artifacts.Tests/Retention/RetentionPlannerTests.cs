using System.Globalization;
using System.Security.Cryptography;
using Forge.Artifacts.Retention;

namespace Forge.Artifacts.Tests.Retention;

public sealed class RetentionPlannerTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1000);

    [Fact]
    public void Plan_Count_KeepsTheNewestOfEachProject()
    {
        var plan = Plan(["shop/1/a.zip 30", "shop/2/a.zip 20", "shop/3/a.zip 10", "blog/1/a.zip 90"], new ArtifactRetentionRuleOptions { MaxCount = 2 });

        plan.Should().Equal("shop/1/a.zip Count");
    }

    [Fact]
    public void Plan_Unit_GoesWhole()
    {
        var plan = Plan(
            ["shop/1/a.zip 30", "shop/1/b.zip 29", "shop/1/a.zip.provenance.json 30", "shop/2/a.zip 20", "shop/key 40", "shop/key.provenance.json 40"],
            new ArtifactRetentionRuleOptions { MaxCount = 1 });

        plan.Should().Equal("shop/1/a.zip Count", "shop/1/a.zip.provenance.json Count", "shop/1/b.zip Count", "shop/key Count", "shop/key.provenance.json Count");
    }

    [Fact]
    public void Plan_Unit_IsAsYoungAsItsYoungestArtifact()
    {
        Plan(["shop/1/a.zip 30", "shop/1/b.zip 5"], new ArtifactRetentionRuleOptions { MaxAge = TimeSpan.FromDays(10) }).Should().BeEmpty();
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public void Plan_Age_DeletesWhatIsOlder(int days, bool isDeleted)
    {
        var plan = Plan([$"shop/1/a.zip {days}"], new ArtifactRetentionRuleOptions { MaxAge = TimeSpan.FromDays(10) });

        plan.Should().Equal(isDeleted ? ["shop/1/a.zip Age"] : []);
    }

    [Fact]
    public void Plan_Bytes_KeepsTheNewestThatFit()
    {
        var plan = Plan(["shop/1/a 30 50", "shop/2/a 20 60", "shop/3/a 10 50", "blog/1/a 90 100"], new ArtifactRetentionRuleOptions { MaxBytes = 100 });

        plan.Should().Equal("shop/2/a Bytes");
    }

    [Fact]
    public void Plan_Protected_StaysAndCounts()
    {
        var plan = Plan(
            ["shop/1/a.zip 300", "shop/2/a.zip 20", "shop/3/a.zip 10"], new ArtifactRetentionRuleOptions { MaxCount = 2, MaxAge = TimeSpan.FromDays(100) }, isProtected: "shop/1/a.zip");

        plan.Should().Equal("shop/2/a.zip Count");
    }

    [Fact]
    public void Plan_StoredJustNow_StaysWhateverTheRules()
    {
        Plan(["shop/1/a 0", "shop/2/a 0", "shop/3/a 0"], new ArtifactRetentionRuleOptions { MaxCount = 1, MaxBytes = 1 }).Should().BeEmpty();
    }

    [Fact]
    public void Plan_SeveralRules_TheFirstThatFitsCounts()
    {
        var plan = RetentionPlanner.Plan(
            [.. new[] { "logs/shop/1 50", "logs/shop/2 40", "shop/1 50", "shop/2 40" }.Select(Parse)],
            [new ArtifactRetentionRuleOptions { Prefix = "logs/", MaxCount = 1 }, new ArtifactRetentionRuleOptions { Prefix = "other/", MaxCount = 1 }],
            _ => false,
            _ => [],
            (Now, TimeSpan.FromHours(1)));

        plan.Select(deletion => deletion.Info.Key.Value).Should().Equal("logs/shop/1");
    }

    [Theory]
    [InlineData("", 0, 1, "a/1/x b/2/x")]
    [InlineData("", 1, 1, "")]
    [InlineData("", 2, 1, "a/1/w")]
    [InlineData("a/", 0, 1, "a/1/w a/1/x")]
    [InlineData("a/", 1, 1, "a/1/w")]
    [InlineData("a/1/", 0, 1, "a/1/w")]
    public void Plan_Depths_DivideKeysIntoProjectsAndUnits(string prefix, int project, int unit, string expected)
    {
        string[] keys = prefix.Length == 0 && project < 2 ? ["a/1/x 50", "b/2/x 40", "c/3/x 30"] : ["a/1/w 51", "a/1/x 50", "a/2/x 40"];

        var plan = Plan(keys, new ArtifactRetentionRuleOptions { Prefix = prefix, ProjectDepth = project, UnitDepth = unit, MaxCount = 1 });

        plan.Select(line => line.Split(' ')[0]).Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Plan_PartsOfTreePools_AreNoneOfItsBusiness()
    {
        var id = new string('a', 32);

        Plan([$"cache/shop/packs/{id} 900", $"cache/shop/garbage/{id} 900", $"cache/shop/leases/{id} 900", "cache/shop/packs/x 900"], new ArtifactRetentionRuleOptions { MaxAge = TimeSpan.FromDays(1) })
            .Should().Equal("cache/shop/packs/x Age");
    }

    [Theory]
    [InlineData(1000, "")]
    [InlineData(999, "shop/1")]
    [InlineData(900, "shop/1")]
    [InlineData(896, "shop/1 shop/2")]
    public void Plan_TreesShareContents_CountsEachForTheNewestThatNeedsIt(long most, string expected)
    {
        var (big, small) = (Parse("shop/packs/big 50 700"), Parse("shop/packs/small 50 97"));
        ArtifactInfo[] trees = [.. new[] { "shop/1 50 103", "shop/2 40 3", "shop/3 30 97" }.Select(Parse)];

        var plan = RetentionPlanner.Plan(
            trees,
            [new ArtifactRetentionRuleOptions { Prefix = "shop/", ProjectDepth = 0, MaxBytes = most }],
            _ => false,
            key => key.Value switch { "shop/3" => [big], "shop/2" => [big, small, small], _ => [small] },
            (Now, TimeSpan.FromHours(1)));

        plan.Select(deletion => deletion.Info.Key.Value).Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static IReadOnlyList<string> Plan(string[] artifacts, ArtifactRetentionRuleOptions rule, string isProtected = "") =>
        [.. RetentionPlanner.Plan([.. artifacts.Select(Parse)], [rule], key => key.Value == isProtected, _ => [], (Now, TimeSpan.FromHours(1))).Select(deletion => $"{deletion.Info.Key} {deletion.Limit}")];

    // KEY AGE-IN-DAYS [SIZE]
    private static ArtifactInfo Parse(string text)
    {
        var parts = text.Split(' ');
        return new ArtifactInfo
        {
            Key = ArtifactKey.Parse(parts[0]),
            Digest = ArtifactDigest.FromHash(SHA256.HashData([])),
            Size = parts.Length > 2 ? long.Parse(parts[2], CultureInfo.InvariantCulture) : 10,
            StoredAt = Now - TimeSpan.FromDays(int.Parse(parts[1], CultureInfo.InvariantCulture)),
        };
    }
}
