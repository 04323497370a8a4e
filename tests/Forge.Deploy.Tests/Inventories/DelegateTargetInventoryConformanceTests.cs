using Forge.Conformance;
using Forge.Deploy.Inventories;

namespace Forge.Deploy.Tests.Inventories;

public sealed class DelegateTargetInventoryConformanceTests : TargetInventoryConformanceTests
{
    private IReadOnlyList<TargetDescription>? _targets;

    public DelegateTargetInventoryConformanceTests() =>
        Inventory = new DelegateTargetInventory("host", async token =>
        {
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            return _targets ?? throw new InvalidOperationException("The table is locked.");
        });

    protected override ITargetInventory Inventory { get; }

    protected override Task HoldAsync(params IReadOnlyList<string> names)
    {
        _targets = [.. names.Select(name => InventoryScene.Describe(name, ("name", name)))];
        return Task.CompletedTask;
    }

    protected override Task BreakAsync()
    {
        _targets = null;
        return Task.CompletedTask;
    }
}
