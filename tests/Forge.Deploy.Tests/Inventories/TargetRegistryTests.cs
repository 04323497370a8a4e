using Forge.Deploy.Inventories;
using Forge.Deploy.Ssh;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Deploy.Tests.Inventories;

public sealed class TargetRegistryTests
{
    private readonly InventoryScene _scene = new(added: ["own"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<TargetDescription, string> Bad => new()
    {
        { InventoryScene.Describe("i-0123"), "do not begin with 'i-'" },
        { InventoryScene.Describe(""), "1 to 100" },
        { InventoryScene.Describe(new string('a', 101)), "1 to 100" },
        { InventoryScene.Describe("a/b"), "'a/b'" },
        { InventoryScene.Describe("ä"), "letters, digits" },
        { InventoryScene.Describe("a", [.. Enumerable.Range(0, 11).Select(i => ($"k{i}", ""))]), "'a' has 11 tags: the most is 10" },
        { InventoryScene.Describe("a", (new string('k', 129), "")), "1 to 128" },
        { InventoryScene.Describe("a", ("", "v")), "1 to 128" },
        { InventoryScene.Describe("a", ("k", new string('v', 257))), "at most 256" },
        { InventoryScene.Describe("a", ("k", "v\n")), "at most 256" },
        { InventoryScene.Describe("a") with { Kind = "shh" }, "Did you mean 'ssh'?" },
        { InventoryScene.Describe("a") with { Settings = new Dictionary<string, string> { ["host"] = "h" } }, "'host'" },
        { InventoryScene.Describe("a") with { Settings = new Dictionary<string, string> { ["stateDirectory"] = "relative" } }, "absolute" },
        { InventoryScene.Describe("a") with { Variables = new Dictionary<string, string> { ["1"] = "v" } }, "'1' cannot be set" },
        { InventoryScene.Describe("a") with { Instance = new string('i', 101) }, "100 characters" },
    };

    [Fact]
    public async Task Register_Target_SurvivesANewHost()
    {
        var target = InventoryScene.Describe("a", ("role", "web")) with { Variables = new Dictionary<string, string> { ["COLOR"] = "blue" } };
        await _scene.Registry.RegisterAsync(target, Cancel);

        var another = new TargetRegistry(new RegistryFeed(_scene.Journal), _scene.Catalog, () => { }, NullLogger<TargetRegistry>.Instance);

        var read = (await another.ListAsync(Cancel)).Should().ContainSingle().Subject;
        read.Target.Should().BeEquivalentTo(target with { Instance = "registration-1" });
        (read.IsLeaving, _scene.Changes).Should().Be((false, 1));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Register_BreaksARule_IsRefusedAndNothingRecorded(TargetDescription target, string expected)
    {
        var refused = await FluentActions.Awaiting(() => _scene.Registry.RegisterAsync(target, Cancel)).Should().ThrowAsync<ArgumentException>();

        refused.Which.Message.Should().Contain(expected);
        (await _scene.Registry.ListAsync(Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Register_AtTheLimits_IsTaken()
    {
        var tags = Enumerable.Range(0, 10).Select(i => ($"{i}{new string('k', 127)}", new string('v', 256))).ToArray();

        await _scene.Registry.RegisterAsync(InventoryScene.Describe("+=,.@_-" + new string('Z', 93), tags) with { Instance = new string('i', 100) }, Cancel);

        (await _scene.Registry.ListAsync(Cancel)).Single().Target.Tags.Should().HaveCount(10);
    }

    [Fact]
    public async Task Register_TheSameTwice_IsOneRegistration()
    {
        var first = await _scene.Registry.RegisterAsync(InventoryScene.Describe("a", ("role", "web")), Cancel);
        var second = await _scene.Registry.RegisterAsync(InventoryScene.Describe("a", ("role", "web")), Cancel);

        second.Should().BeEquivalentTo(first);
        (await _scene.Feed.ReadAsync(Cancel)).Sequence.Should().Be(1);
    }

    [Fact]
    public async Task Register_TakenInAnotherWay_IsRefused()
    {
        await _scene.Registry.RegisterAsync(InventoryScene.Describe("a", ("role", "web")), Cancel);

        await RefusedAsync(InventoryScene.Describe("a", ("role", "db")), "registered already, in another way");
        await RefusedAsync(InventoryScene.Describe("own"), "the host has added itself");
    }

    [Fact]
    public async Task Register_AnotherInstance_TakesThePlaceOfTheEarlierMachine()
    {
        await _scene.Registry.RegisterAsync(InventoryScene.Describe("a") with { Instance = "vm-1" }, Cancel);

        await _scene.Registry.RegisterAsync(InventoryScene.Describe("a", ("role", "web")) with { Instance = "vm-2" }, Cancel);

        (await _scene.Registry.ListAsync(Cancel)).Should().ContainSingle().Which.Target.Should().Match<TargetDescription>(target => target.Instance == "vm-2" && target.Tags.Count == 1);
    }

    [Fact]
    public async Task Register_ManyAtOnce_AllAreThere()
    {
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => _scene.Registry.RegisterAsync(InventoryScene.Describe($"t{i % 16}"), Cancel)));

        var list = await _scene.Registry.ListAsync(Cancel);
        list.Should().HaveCount(16);
        list.Select(target => target.Target.Instance).Should().OnlyHaveUniqueItems();
        (await _scene.Feed.ReadAsync(Cancel)).Sequence.Should().Be(16);
    }

    [Fact]
    public async Task Deregister_NoGroupHasAHook_IsGoneAtOnceAndTheNameIsFree()
    {
        await _scene.Registry.RegisterAsync(InventoryScene.Describe("a"), Cancel);

        await _scene.Registry.DeregisterAsync("a", Cancel);

        (await _scene.Registry.ListAsync(Cancel)).Should().BeEmpty();
        (await _scene.Registry.RegisterAsync(InventoryScene.Describe("a"), Cancel)).Target.Instance.Should().Be("registration-3");
    }

    [Fact]
    public async Task Deregister_AGroupHasAHook_LeavesFirst()
    {
        var scene = new InventoryScene(options => options.Groups.Add(new() { Name = "web", Targets = { "a" }, HasTerminationHook = true }));
        await scene.Registry.RegisterAsync(InventoryScene.Describe("a"), Cancel);

        await scene.Registry.DeregisterAsync("a", Cancel);
        await scene.Registry.DeregisterAsync("a", Cancel);

        (await scene.Registry.ListAsync(Cancel)).Should().ContainSingle().Which.IsLeaving.Should().BeTrue();
        (await scene.Directory().ReadAsync(Cancel)).Should().BeEmpty("nothing selects it any longer");
        await FluentActions.Awaiting(() => scene.Registry.RegisterAsync(InventoryScene.Describe("a"), Cancel)).Should().ThrowAsync<DeploymentRefusedException>().WithMessage("*being deregistered*");
    }

    [Fact]
    public async Task SetTags_Target_HasThemFromNowOn()
    {
        await _scene.Registry.RegisterAsync(InventoryScene.Describe("a", ("role", "web")), Cancel);

        await _scene.Registry.SetTagsAsync("a", new Dictionary<string, string> { ["zone"] = "b" }, Cancel);

        (await _scene.Registry.ListAsync(Cancel)).Single().Target.Tags.Should().Equal(new Dictionary<string, string> { ["zone"] = "b" });
        await FluentActions.Awaiting(() => _scene.Registry.SetTagsAsync("a", new Dictionary<string, string> { [""] = "" }, Cancel)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Change_NotRegistered_IsRefused()
    {
        await FluentActions.Awaiting(() => _scene.Registry.DeregisterAsync("a", Cancel)).Should().ThrowAsync<ArgumentException>().WithMessage("*'a' is not registered*");
        await FluentActions.Awaiting(() => _scene.Registry.SetTagsAsync("a", new Dictionary<string, string>(), Cancel)).Should().ThrowAsync<ArgumentException>().WithMessage("*'a' is not registered*");
    }

    [Fact]
    public void Provider_DescriptionOfSsh_BecomesATargetWithTheHostsDefaults()
    {
        var description = new TargetDescription
        {
            Name = "web-1",
            Kind = "ssh",
            Settings = new Dictionary<string, string> { ["host"] = "10.0.0.1", ["hostKey"] = InventoryScene.Fingerprint, ["privateKeyPath"] = "/k" },
            Tags = new Dictionary<string, string> { ["role"] = "web" },
        };

        var target = _scene.Catalog.Target(new Deploy.Driving.DeploymentTarget("web-1", false, description));

        target.Should().BeOfType<SshDeployTarget>().Which.Tags.Should().Equal(description.Tags);
    }

    private async Task RefusedAsync(TargetDescription target, string expected) =>
        await FluentActions.Awaiting(() => _scene.Registry.RegisterAsync(target, Cancel)).Should().ThrowAsync<DeploymentRefusedException>().WithMessage($"*{expected}*");
}
