using FluentAssertions;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="IParameterStore"/> owes its callers. Each implementation derives one class.</summary>
public abstract class ParameterStoreConformanceTests
{
    private const string Name = "/shop/database-url";

    /// <summary>Gets values that a store may take for something else.</summary>
    public static TheoryData<string> UnusualValues => ["", " blanks around ", "two\nlines\n", "ünï 日本", "a=b;c='d' \"e\" $f \\", new string('x', 4096)];

    /// <summary>Gets the store.</summary>
    protected abstract IParameterStore Store { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Writes a parameter in the way of the store.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    protected abstract Task WriteAsync(string name, string value);

    [Theory]
    [MemberData(nameof(UnusualValues))]
    public async Task GetParameter_ThatExists_GivesItsValueExactly(string value)
    {
        await WriteAsync(Name, value);

        (await Store.GetParameterAsync(Name, Cancel))!.Reveal().Should().Be(value);
    }

    [Fact]
    public async Task GetParameter_ThatDoesNotExist_IsNull() => (await Store.GetParameterAsync("/no/such", Cancel)).Should().BeNull();

    [Fact]
    public async Task GetParameter_NamesAreComparedOrdinally()
    {
        await WriteAsync(Name, "value");

        (await Store.GetParameterAsync(Name.ToUpperInvariant(), Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task GetParameter_AfterAChange_GivesTheNewValue()
    {
        await WriteAsync(Name, "old");
        await WriteAsync(Name, "new");

        (await Store.GetParameterAsync(Name, Cancel))!.Reveal().Should().Be("new");
    }

    [Fact]
    public async Task GetParameter_Cancelled_Throws() =>
        await Store.Invoking(store => store.GetParameterAsync(Name, new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();
}
