using Microsoft.Extensions.Options;

namespace Forge.Deploy.Tests;

public sealed class DeploymentOptionsTests
{
    [Fact]
    public void Validate_Right_HasNoProblems() => Problems(_ => { }).Should().BeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("ä")]
    public void Validate_GroupNameWrong_IsRefused(string name) => Problems(options => options.Groups[0].Name = name).Should().NotBeEmpty();

    [Theory]
    [InlineData("web")]
    [InlineData("shop.web_1+a=b,c@d-e")]
    public void Validate_GroupNameRight_IsTaken(string name) => Problems(options => options.Groups[0].Name = name).Should().BeEmpty();

    [Fact]
    public void Validate_NoTargets_IsRefused() => Problems(options => options.Groups[0].Targets.Clear()).Should().ContainSingle();

    [Fact]
    public void Validate_FiltersAndASet_AreRefusedTogether() => Problems(options =>
    {
        options.Groups[0].TagFilters.Add(new() { Key = "role" });
        options.Groups[0].TagSet.Add(new() { AnyOf = { new() { Key = "role" } } });
    }).Should().ContainSingle().Which.Should().Contain("both TagFilters and TagSet");

    [Theory]
    [InlineData(TagFilterType.KeyAndValue, "", "v", "needs a Key")]
    [InlineData(TagFilterType.KeyOnly, "", "", "needs a Key")]
    [InlineData(TagFilterType.KeyOnly, "k", "v", "'v', which does not count")]
    [InlineData(TagFilterType.ValueOnly, "k", "v", "'k', which does not count")]
    public void Validate_FilterWrong_IsRefused(TagFilterType type, string key, string value, string expected)
    {
        Problems(options => options.Groups[0].TagFilters.Add(new() { Type = type, Key = key, Value = value })).Should().ContainSingle().Which.Should().Contain(expected);
        Problems(options => options.Groups[0].TagSet.Add(new() { AnyOf = { new() { Type = type, Key = key, Value = value } } })).Should().ContainSingle().Which.Should().Contain(expected);
    }

    [Theory]
    [InlineData(11, 0, 0)]
    [InlineData(0, 4, 1)]
    [InlineData(0, 1, 11)]
    [InlineData(0, 1, 0)]
    public void Validate_TooManyOrTooFewFilters_IsRefused(int filters, int parts, int perPart) => Problems(options =>
    {
        Enumerable.Range(0, filters).ToList().ForEach(_ => options.Groups[0].TagFilters.Add(new() { Key = "k" }));
        for (var part = 0; part < parts; part++)
        {
            var set = new TagFilterGroupOptions();
            Enumerable.Range(0, perPart).ToList().ForEach(_ => set.AnyOf.Add(new() { Key = "k" }));
            options.Groups[0].TagSet.Add(set);
        }
    }).Should().ContainSingle();

    [Fact]
    public void Validate_TargetTwice_IsRefused() => Problems(options => options.Groups[0].Targets.Add("w1")).Should().ContainSingle().Which.Should().Contain("'w1' twice");

    [Fact]
    public void Validate_GroupTwice_IsRefused() => Problems(options => options.Groups.Add(Group())).Should().ContainSingle().Which.Should().Contain("two deployment groups 'web'");

    [Fact]
    public void Validate_ConfigurationUnknown_NamesTheKnownOnes() =>
        Problems(options => options.Groups[0].Configuration = "Mine").Should().ContainSingle().Which.Should().ContainAll("'Mine'", "'CodeDeployDefault.AllAtOnce'");

    [Theory]
    [InlineData("CodeDeployDefault.Mine", MinimumHealthyHostsType.HostCount, 1, "prefix")]
    [InlineData("Mine", MinimumHealthyHostsType.FleetPercent, 100, "the most is 99")]
    [InlineData("Mine", MinimumHealthyHostsType.HostCount, -1, "MinimumHealthyHosts")]
    [InlineData("", MinimumHealthyHostsType.HostCount, 1, "Name")]
    public void Validate_ConfigurationWrong_IsRefused(string name, MinimumHealthyHostsType type, int minimum, string expected) =>
        Problems(options => options.Configurations.Add(new() { Name = name, Type = type, MinimumHealthyHosts = minimum })).Should().Contain(problem => problem.Contains(expected));

    [Theory]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ä")]
    public void Validate_ConfigurationNameWrong_IsRefused(string name) =>
        Problems(options => options.Configurations.Add(new() { Name = name })).Should().ContainSingle().Which.Should().Contain("Name");

    [Fact]
    public void Validate_ConfigurationNameOfHundredCharacters_IsTheLongest()
    {
        Problems(options => options.Configurations.Add(new() { Name = new string('a', 100) })).Should().BeEmpty();
        Problems(options => options.Configurations.Add(new() { Name = new string('a', 101) })).Should().ContainSingle();
    }

    [Theory]
    [InlineData("zone", MinimumHealthyHostsType.FleetPercent, 100, 0, "100 percent of each zone: the most is 99")]
    [InlineData("zone", MinimumHealthyHostsType.HostCount, -1, 0, "MinimumHealthyHostsPerZone")]
    [InlineData("zone", MinimumHealthyHostsType.HostCount, 0, -1, "MonitorDuration")]
    [InlineData("", MinimumHealthyHostsType.HostCount, 0, 0, "Tag")]
    public void Validate_ZonesWrong_AreRefused(string tag, MinimumHealthyHostsType type, int minimum, int seconds, string expected) => Problems(options => options.Configurations.Add(new()
    {
        Name = "Mine",
        Zonal = new() { Tag = tag, Type = type, MinimumHealthyHostsPerZone = minimum, MonitorDuration = TimeSpan.FromSeconds(seconds) },
    })).Should().ContainSingle().Which.Should().Contain(expected);

    [Fact]
    public void Validate_ConfigurationOfTheHostsOwn_CanBeNamed() => Problems(options =>
    {
        options.Configurations.Add(new() { Name = "Mine", Type = MinimumHealthyHostsType.FleetPercent, MinimumHealthyHosts = 99 });
        options.Groups[0].Configuration = "Mine";
    }).Should().BeEmpty();

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void Validate_OutOfRange_IsRefused(int value) => Problems(options =>
    {
        options.MaxConcurrentDeployments = value;
        options.Groups[0].MaxRevisions = value;
    }).Should().HaveCount(2);

    [Theory]
    [InlineData("Europe/Nowhere", "22:00", 0, "time zone 'Europe/Nowhere'")]
    [InlineData("", "22:00", 0, "TimeZone")]
    [InlineData("UTC", "22:00:30", 0, "whole minutes")]
    [InlineData("UTC", "22:00", 7, "begins on a day")]
    public void Validate_WindowWrong_IsRefused(string zone, string from, int day, string expected) => Problems(options =>
        options.Groups[0].Windows.Add(new() { TimeZone = zone, From = TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), Days = { (DayOfWeek)day } }))
        .Should().Contain(problem => problem.Contains(expected));

    [Theory]
    [InlineData("", DeploymentStage.BeforeDeployment, null, 60, "Name")]
    [InlineData("a/b", DeploymentStage.BeforeDeployment, null, 60, "Name")]
    [InlineData("release", DeploymentStage.BeforeEvent, null, 60, "Set Event")]
    [InlineData("release", DeploymentStage.BeforeSuccess, LifecycleEvent.Install, 60, "remove Event")]
    [InlineData("release", (DeploymentStage)99, null, 60, "Stage")]
    [InlineData("release", DeploymentStage.BeforeDeployment, null, 0, "TimeLimit")]
    public void Validate_GateWrong_IsRefused(string name, DeploymentStage stage, LifecycleEvent? on, int seconds, string expected) => Problems(options =>
        options.Groups[0].Gates.Add(new() { Name = name, Stage = stage, Event = on, TimeLimit = TimeSpan.FromSeconds(seconds) }))
        .Should().Contain(problem => problem.Contains(expected));

    [Fact]
    public void Validate_GateOrTriggerTwice_IsRefused() => Problems(options =>
    {
        options.Groups[0].Gates.Add(new() { Name = "release" });
        options.Groups[0].Gates.Add(new() { Name = "release" });
        options.Groups[0].Triggers.Add(new() { Name = "chat" });
        options.Groups[0].Triggers.Add(new() { Name = "chat" });
    }).Should().BeEquivalentTo(
        "The deployment group 'web' has two gates 'release': give one another name.", "The deployment group 'web' has two triggers 'chat': give one another name.");

    private static DeploymentGroupOptions Group() => new() { Name = "web", Targets = { "w1" } };

    private static IReadOnlyList<string> Problems(Action<DeploymentOptions> change)
    {
        var options = new DeploymentOptions { Groups = { Group() } };
        change(options);
        return [.. new IValidateOptions<DeploymentOptions>[] { new DeploymentOptionsValidator(), new DeploymentRulesValidator() }
            .Select(validator => validator.Validate(null, options)).SelectMany(result => result.Failures ?? [])];
    }
}
