using Forge.Deploy.Inventories;

namespace Forge.Deploy.Tests.Inventories;

public sealed class GroupSelectionTests
{
    private static readonly string[] Keys = ["role", "zone"];
    private static readonly string[] Values = ["", "a", "b"];

    [Theory]
    [InlineData(TagFilterType.KeyAndValue, "role", "web", "web-1 web-2")]
    [InlineData(TagFilterType.KeyAndValue, "role", "Web", "")]
    [InlineData(TagFilterType.KeyAndValue, "Role", "web", "")]
    [InlineData(TagFilterType.KeyAndValue, "empty", "", "web-2")]
    [InlineData(TagFilterType.KeyOnly, "role", "", "db-1 web-1 web-2")]
    [InlineData(TagFilterType.KeyOnly, "empty", "", "web-2")]
    [InlineData(TagFilterType.ValueOnly, "", "web", "proxy web-1 web-2")]
    [InlineData(TagFilterType.ValueOnly, "", "", "web-2")]
    public void Select_OneFilter_FindsByKeyValueOrBoth(TagFilterType type, string key, string value, string expected)
    {
        var known = new[]
        {
            Target("web-2", ("role", "web"), ("empty", "")), Target("web-1", ("role", "web")), Target("db-1", ("role", "db")), Target("proxy", ("before", "web")), Target("bare"),
        };

        Select(new() { TagFilters = { Filter(type, key, value) } }, known).Should().Be(expected);
    }

    [Fact]
    public void Select_SeveralFilters_OneIsEnough() =>
        Select(new() { TagFilters = { Filter(TagFilterType.KeyAndValue, "role", "web"), Filter(TagFilterType.KeyAndValue, "role", "db") } }, Target("a", ("role", "db")), Target("b", ("role", "web")), Target("c", ("role", "mail")))
            .Should().Be("a b");

    [Fact]
    public void Select_TagSet_EveryPartMustMatch() =>
        Select(
            new()
            {
                TagSet =
                {
                    new() { AnyOf = { Filter(TagFilterType.KeyAndValue, "role", "web"), Filter(TagFilterType.KeyAndValue, "role", "api") } },
                    new() { AnyOf = { Filter(TagFilterType.KeyOnly, "live", "") } },
                },
            },
            Target("a", ("role", "web"), ("live", "yes")), Target("b", ("role", "api"), ("live", "no")), Target("c", ("role", "web")), Target("d", ("live", "yes")))
            .Should().Be("a b");

    [Fact]
    public void Select_NamesTagsAndInventories_AnyOfThemIsEnoughAndNamesComeFirst()
    {
        var group = new DeploymentGroupOptions { Targets = { "z", "gone", "m" }, TagFilters = { Filter(TagFilterType.KeyOnly, "role", "") }, Inventories = { "lab" } };

        Select(group, Target("b", ("role", "x")), Target("m", ("role", "x")), Target("z"), Target("a") with { Inventory = "lab" }, Target("c") with { Inventory = "other" })
            .Should().Be("z m a b");
    }

    [Fact]
    public void Select_NoFilters_FindsNothingByTag() => Select(new() { Targets = { "a" } }, Target("a"), Target("b", ("role", "web"))).Should().Be("a");

    [Fact]
    public void Select_EveryTagSetOfTwoKeysAndThreeValues_AgreesWithSets()
    {
        // A model that knows no loops over filters: each filter is the set of targets that it finds, a part is a union, a tag set an intersection.
        var targets = AllTargets().ToList();
        var filters = AllFilters().ToList();
        var sets = filters.ToDictionary(filter => filter, filter => targets.Where(target => Finds(filter, target)).Select(target => target.Name).ToHashSet());
        var random = new Random(5);
        for (var i = 0; i < 3000; i++)
        {
            var parts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Enumerable.Range(0, random.Next(1, 4)).Select(_ => filters[random.Next(filters.Count)]).ToList()).ToList();
            var group = new DeploymentGroupOptions();
            foreach (var part in parts)
            {
                var options = new TagFilterGroupOptions();
                part.ForEach(options.AnyOf.Add);
                group.TagSet.Add(options);
            }

            var expected = parts.Select(part => part.SelectMany(filter => sets[filter]).ToHashSet()).Aggregate((left, right) => [.. left.Intersect(right)]);

            Select(group, [.. targets]).Should().Be(string.Join(' ', expected.Order(StringComparer.Ordinal)));
        }
    }

    [Fact]
    public void Copy_Group_FollowsNoLaterChange()
    {
        var from = new DeploymentGroupOptions { Targets = { "a" }, TagFilters = { Filter(TagFilterType.KeyOnly, "k", "") }, TagSet = { new() { AnyOf = { Filter(TagFilterType.KeyOnly, "k", "") } } }, Inventories = { "i" } };
        var to = new DeploymentGroupOptions();
        GroupSelection.Copy(from, to);

        from.TagFilters[0].Key = "changed";
        from.TagSet[0].AnyOf[0].Key = "changed";
        from.Targets.Clear();
        from.Inventories.Clear();

        (to.Targets.Single(), to.TagFilters.Single().Key, to.TagSet.Single().AnyOf.Single().Key, to.Inventories.Single()).Should().Be(("a", "k", "k", "i"));
    }

    private static IEnumerable<KnownTarget> AllTargets() =>
        from role in Values.Append(null)
        from zone in Values.Append(null)
        select Target($"{role ?? "none"}-{zone ?? "none"}", [.. new[] { ("role", role), ("zone", zone) }.Where(tag => tag.Item2 is not null).Select(tag => (tag.Item1, tag.Item2!))]);

    private static IEnumerable<TagFilterOptions> AllFilters() =>
        Keys.SelectMany(key => Values.Select(value => Filter(TagFilterType.KeyAndValue, key, value)).Append(Filter(TagFilterType.KeyOnly, key, "")))
            .Concat(Values.Select(value => Filter(TagFilterType.ValueOnly, "", value)));

    private static bool Finds(TagFilterOptions filter, KnownTarget target) => filter.Type switch
    {
        TagFilterType.KeyOnly => target.Tags.Keys.Any(key => key == filter.Key),
        TagFilterType.ValueOnly => target.Tags.Any(tag => tag.Value == filter.Value),
        _ => target.Tags.Any(tag => (tag.Key, tag.Value) == (filter.Key, filter.Value)),
    };

    private static TagFilterOptions Filter(TagFilterType type, string key, string value) => new() { Type = type, Key = key, Value = value };

    private static KnownTarget Target(string name, params (string Key, string Value)[] tags) => new(name, tags.ToDictionary(tag => tag.Key, tag => tag.Value));

    private static string Select(DeploymentGroupOptions group, params KnownTarget[] known) => string.Join(' ', GroupSelection.Select(group, known).Select(target => target.Name));
}
