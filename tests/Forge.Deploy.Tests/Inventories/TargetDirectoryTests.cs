using Forge.Deploy.Inventories;

namespace Forge.Deploy.Tests.Inventories;

public sealed class TargetDirectoryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_ThreeSources_AreOneFleet()
    {
        var scene = new InventoryScene(added: ["own"]);
        await scene.Registry.RegisterAsync(InventoryScene.Describe("registered", ("role", "web")), Cancel);

        var known = await scene.Directory(InventoryScene.Inventory("lab", InventoryScene.Describe("listed"))).ReadAsync(Cancel);

        known.Select(target => (target.Name, target.Inventory)).Should().BeEquivalentTo([("own", ""), ("registered", ""), ("listed", "lab")]);
    }

    [Theory]
    [InlineData("own", "host's own", "the inventory 'lab'")]
    [InlineData("registered", "that are registered", "the inventory 'lab'")]
    [InlineData("other", "the inventory 'other'", "the inventory 'lab'")]
    public async Task Read_TwoSourcesHaveOneName_IsRefused(string name, string first, string second)
    {
        var scene = new InventoryScene(added: ["own"]);
        await scene.Registry.RegisterAsync(InventoryScene.Describe("registered"), Cancel);
        var directory = scene.Directory(InventoryScene.Inventory("other", InventoryScene.Describe("other")), InventoryScene.Inventory("lab", InventoryScene.Describe(name)));

        (await FluentActions.Awaiting(() => directory.ReadAsync(Cancel)).Should().ThrowAsync<DeploymentRefusedException>()).Which.Message.Should().ContainAll($"'{name}'", first, second);
    }

    [Fact]
    public async Task Read_InventoryIsWrong_IsRefused()
    {
        var scene = new InventoryScene();

        await WrongAsync("has the target 'a' twice", InventoryScene.Describe("a"), InventoryScene.Describe("a"));
        await WrongAsync("cannot name a target", InventoryScene.Describe("i-a"));

        async Task WrongAsync(string expected, params TargetDescription[] targets) =>
            await FluentActions.Awaiting(() => scene.Directory(InventoryScene.Inventory("lab", targets)).ReadAsync(Cancel))
                .Should().ThrowAsync<TargetInventoryException>().WithMessage($"The inventory 'lab' *{expected}*");
    }

    [Fact]
    public async Task Select_ByNameOfTheHostsOwn_AsksNobodyElse()
    {
        var scene = new InventoryScene(added: ["b", "a"]);
        var broken = new DelegateTargetInventory("lab", _ => throw new InvalidOperationException("no answer"));

        (await SelectAsync(scene.Directory(broken), new() { Name = "web", Targets = { "b", "a" } })).Should().Be("b a");
        await FluentActions.Awaiting(() => SelectAsync(scene.Directory(broken), new() { Name = "web", TagFilters = { new() { Key = "k" } } }))
            .Should().ThrowAsync<TargetInventoryException>().WithMessage("*'lab' cannot be read: no answer*");
    }

    [Fact]
    public async Task Select_NothingMatches_IsRefusedAndTellsTheTags()
    {
        var scene = new InventoryScene();
        await scene.Registry.RegisterAsync(InventoryScene.Describe("a", ("role", "web")), Cancel);

        var refused = await RefusedAsync(scene, new() { Name = "db", TagFilters = { new() { Key = "role", Value = "db" } } });

        refused.Failure.Should().Be(DeploymentFailure.NoInstances);
        refused.Message.Should().Be("No target matches the deployment group 'db'. There are 1 targets. Their tags are role=web.");
    }

    [Fact]
    public async Task Select_NamedTargetOrInventoryIsMissing_IsRefusedWithTheKnownOnes()
    {
        var scene = new InventoryScene(added: ["web-1"]);

        (await RefusedAsync(scene, new() { Name = "web", Targets = { "web-1", "web-2" } })).Message.Should().ContainAll("'web-2'", "not registered", "Did you mean 'web-1'?");
        (await RefusedAsync(scene, new() { Name = "web", Inventories = { "lab" } })).Message.Should().ContainAll("the inventory 'lab'", "There are: none");
    }

    private static async Task<DeploymentRefusedException> RefusedAsync(InventoryScene scene, DeploymentGroupOptions group) =>
        (await FluentActions.Awaiting(() => SelectAsync(scene.Directory(), group)).Should().ThrowAsync<DeploymentRefusedException>()).Which;

    private static async Task<string> SelectAsync(TargetDirectory directory, DeploymentGroupOptions group) =>
        string.Join(' ', (await directory.SelectAsync(group, Cancel)).Select(target => target.Name));
}
