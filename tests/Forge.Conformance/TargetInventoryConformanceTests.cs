using FluentAssertions;
using Forge.Deploy;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="ITargetInventory"/> owes its callers. Each implementation derives one class.</summary>
public abstract class TargetInventoryConformanceTests
{
    /// <summary>Gets a token that ends with the test.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Gets the inventory under test.</summary>
    protected abstract ITargetInventory Inventory { get; }

    /// <summary>Makes the inventory hold targets of these names from now on, each with the tag <c>name</c> and its name.</summary>
    /// <param name="names">The names.</param>
    /// <returns>A task that completes when the next read finds them.</returns>
    protected abstract Task HoldAsync(params IReadOnlyList<string> names);

    /// <summary>Makes the inventory unreadable.</summary>
    /// <returns>A task that completes when the next read fails.</returns>
    protected abstract Task BreakAsync();

    [Fact]
    public void Name_Always_IsNotEmpty() => Inventory.Name.Should().NotBeEmpty();

    [Fact]
    public async Task ReadAsync_Targets_AreThereWithTheirTags()
    {
        await HoldAsync("a", "b");

        var targets = await Inventory.ReadAsync(Cancel);

        targets.Select(target => target.Name).Should().BeEquivalentTo("a", "b");
        targets.Should().OnlyContain(target => target.Tags["name"] == target.Name && target.Kind.Length > 0);
    }

    [Fact]
    public async Task ReadAsync_NoTargets_IsEmpty()
    {
        await HoldAsync();

        (await Inventory.ReadAsync(Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task ReadAsync_Changed_TellsWhatThereIsNow()
    {
        await HoldAsync("a", "b");
        await Inventory.ReadAsync(Cancel);

        await HoldAsync("b", "c");

        (await Inventory.ReadAsync(Cancel)).Select(target => target.Name).Should().BeEquivalentTo("b", "c");
    }

    [Fact]
    public async Task ReadAsync_Unreadable_SaysSoAndIsNeverEmpty()
    {
        await HoldAsync("a");
        await BreakAsync();

        var failed = (await FluentActions.Awaiting(() => Inventory.ReadAsync(Cancel)).Should().ThrowAsync<TargetInventoryException>()).Which;

        failed.Inventory.Should().Be(Inventory.Name);
        failed.Message.Should().Contain($"'{Inventory.Name}'");
    }

    [Fact]
    public async Task ReadAsync_Mended_WorksAgain()
    {
        await BreakAsync();
        await FluentActions.Awaiting(() => Inventory.ReadAsync(Cancel)).Should().ThrowAsync<TargetInventoryException>();

        await HoldAsync("a");

        (await Inventory.ReadAsync(Cancel)).Should().ContainSingle();
    }

    [Fact]
    public async Task ReadAsync_ManyAtOnce_AllTellTheSame()
    {
        await HoldAsync("a", "b", "c");

        var reads = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Inventory.ReadAsync(Cancel)));

        reads.Should().OnlyContain(targets => targets.Count == 3);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Throws()
    {
        await HoldAsync("a");

        await FluentActions.Awaiting(() => Inventory.ReadAsync(new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();
    }
}
