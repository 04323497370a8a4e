using Forge.Deploy.Inventories;
using Forge.Deploy.Local;
using Forge.Deploy.Ssh;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Deploy.Tests.Inventories;

/// <summary>A host's targets, kinds and groups over a journal, without an engine.</summary>
internal sealed class InventoryScene
{
    public const string Fingerprint = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    public InventoryScene(Action<DeploymentOptions>? configure = null, params IReadOnlyList<string> added)
    {
        var options = new DeploymentOptions();
        configure?.Invoke(options);
        Catalog = new DeploymentCatalog(options, added.Select(name => new FakeDeployTarget(name)), [], [], providers: [new SshTargetProvider(ssh => ssh.User = "deploy", secrets: null, TimeProvider.System), new LocalTargetProvider(TimeProvider.System)]);
        Feed = new RegistryFeed(Journal);
        Registry = new TargetRegistry(Feed, Catalog, () => Changes++, NullLogger<TargetRegistry>.Instance);
    }

    public FakeJournal Journal { get; } = new(TimeProvider.System);

    public DeploymentCatalog Catalog { get; }

    public RegistryFeed Feed { get; }

    public TargetRegistry Registry { get; }

    public int Changes { get; private set; }

    public static TargetDescription Describe(string name, params (string Key, string Value)[] tags) => new()
    {
        Name = name,
        Kind = "local",
        Settings = new Dictionary<string, string> { ["stateDirectory"] = $"/srv/{name}" },
        Tags = tags.ToDictionary(tag => tag.Key, tag => tag.Value),
    };

    public TargetDirectory Directory(params IReadOnlyList<ITargetInventory> inventories) => new(Catalog, Feed, inventories);

    public static ITargetInventory Inventory(string name, params IReadOnlyList<TargetDescription> targets) => new DelegateTargetInventory(name, _ => Task.FromResult(targets));
}
