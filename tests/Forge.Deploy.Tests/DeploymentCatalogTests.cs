using Forge.Deploy.Driving;
using Forge.Deploy.Planning;
using Forge.Testing;

namespace Forge.Deploy.Tests;

public sealed class DeploymentCatalogTests
{
    [Fact]
    public void Group_Changed_KeepsWhatWasRead()
    {
        var options = new DeploymentOptions { Groups = { new() { Name = "web", Targets = { "w1" } } } };
        var catalog = Catalog(options, "w1");

        options.Groups[0].Targets.Add("w9");

        catalog.Group("web").Targets.Should().Equal("w1");
        catalog.Group("web").Application.Should().Be("web", "a group without an application is named like it");
    }

    [Fact]
    public void Configuration_OfTheHostsOwn_IsFound() =>
        Catalog(new DeploymentOptions { Configurations = { new() { Name = "Mine", Type = MinimumHealthyHostsType.FleetPercent, MinimumHealthyHosts = 40 } } })
            .Configuration("Mine").Should().Be(new MinimumHealthyHosts.FleetPercent(40));

    [Theory]
    [InlineData("", new[] { "a" }, "a")]
    [InlineData("b", new[] { "a", "b" }, "b")]
    [InlineData("", new[] { "a", "b" }, null)]
    [InlineData("", new string[0], null)]
    [InlineData("c", new[] { "a", "b" }, null)]
    public void Store_Name_IsFoundOrRefusedWithTheKnownOnes(string name, string[] stores, string? expected)
    {
        var catalog = new DeploymentCatalog(new DeploymentOptions(), [], stores.Select(store => new FakeArtifactStore(TimeProvider.System, store)), []);

        if (expected is not null)
        {
            catalog.Store(name).Name.Should().Be(expected);
            return;
        }

        FluentActions.Invoking(() => catalog.Store(name)).Should().Throw<DeploymentRefusedException>().Which.Message.Should().Contain(Names.List(stores));
    }

    [Fact]
    public async Task AlarmsOf_AlarmIsNotRegisteredAnyLonger_CannotBeRead()
    {
        var created = new DeploymentCreated
        {
            DeploymentId = "d-1",
            Group = "web",
            Application = "shop",
            Store = "s",
            Revision = "r.zip",
            Digest = new string('a', 64),
            Scripted = [],
            Targets = [],
            Configuration = "x",
            MinimumHealthy = 0,
            Creator = "user",
            Alarms = ["errors"],
        };

        var alarm = Catalog(new DeploymentOptions()).AlarmsOf(created).Should().ContainSingle().Subject;

        alarm.Name.Should().Be("errors");
        await alarm.Invoking(one => one.GetStateAsync(TestContext.Current.CancellationToken)).Should().ThrowAsync<AlarmException>().WithMessage("*no alarm 'errors' in this host any longer*");
    }

    [Fact]
    public void Constructor_TwoTargetsOfOneName_IsRefused() =>
        FluentActions.Invoking(() => Catalog(new DeploymentOptions(), "w1", "w1")).Should().Throw<ArgumentException>().WithMessage("*deploy targets*'w1'*");

    private static DeploymentCatalog Catalog(DeploymentOptions options, params string[] targets) =>
        new(options, targets.Select(name => new NamedTarget(name)), [], []);

    private sealed class NamedTarget(string name) : IDeployTarget
    {
        public string Name => name;

        public Task<IDeploySession> OpenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
