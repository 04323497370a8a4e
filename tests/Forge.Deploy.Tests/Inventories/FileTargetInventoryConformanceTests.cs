using Forge.Conformance;
using Forge.Deploy.Inventories;
using Forge.Testing;

namespace Forge.Deploy.Tests.Inventories;

public sealed class FileTargetInventoryConformanceTests : TargetInventoryConformanceTests, IDisposable
{
    private readonly TempDirectory _directory = new();

    public FileTargetInventoryConformanceTests() => Inventory = new FileTargetInventory("file", _directory.Combine("fleet.yml"), new InventoryScene().Catalog);

    protected override ITargetInventory Inventory { get; }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task ReadAsync_NotWrittenAgain_IsNotReadInto()
    {
        await HoldAsync("a");

        (await Inventory.ReadAsync(Cancel)).Should().BeSameAs(await Inventory.ReadAsync(Cancel));
    }

    [Fact]
    public async Task ReadAsync_Mistake_SaysWhereInWhichFile()
    {
        await File.WriteAllTextAsync(_directory.Combine("fleet.yml"), "targets:\n  a: { kind: ssh, hots: h }\n", Cancel);

        await FluentActions.Awaiting(() => Inventory.ReadAsync(Cancel)).Should().ThrowAsync<TargetInventoryException>()
            .WithMessage($"*{_directory.Combine("fleet.yml")}(2,19): error: *'hots'*'host'*");
    }

    protected override Task HoldAsync(params IReadOnlyList<string> names) =>
        File.WriteAllTextAsync(_directory.Combine("fleet.yml"), $"targets: {{ {string.Join(", ", names.Select(name => $"{name}: {{ kind: local, tags: {{ name: {name} }} }}"))} }}", Cancel);

    protected override Task BreakAsync()
    {
        File.Delete(_directory.Combine("fleet.yml"));
        return Task.CompletedTask;
    }
}
