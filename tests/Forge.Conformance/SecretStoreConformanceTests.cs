using FluentAssertions;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="ISecretStore"/> owes its callers. Each implementation derives one class.</summary>
public abstract class SecretStoreConformanceTests
{
    private const string Id = "shop/database";

    /// <summary>Gets values that a store may take for something else.</summary>
    public static TheoryData<string> UnusualValues => ["", "{\"key\":\"v9z\"}", " blanks around ", "two\nlines\n", "ünï 日本", new string('x', 4096)];

    /// <summary>Gets the store.</summary>
    protected abstract ISecretStore Store { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Writes a new version of a secret in the way of the store; it becomes the current one.</summary>
    /// <param name="id">The secret.</param>
    /// <param name="value">The value.</param>
    /// <returns>The version's name.</returns>
    protected abstract Task<string> WriteAsync(string id, string value);

    [Theory]
    [MemberData(nameof(UnusualValues))]
    public async Task GetSecret_ThatExists_GivesItsWholeValue(string value)
    {
        await WriteAsync(Id, value);

        (await Store.GetSecretAsync(new SecretReference { Id = Id }, Cancel))!.Reveal().Should().Be(value);
    }

    [Fact]
    public async Task GetSecret_WithoutStageAndVersion_IsTheCurrentOne()
    {
        await WriteAsync(Id, "old");
        await WriteAsync(Id, "new");

        (await Store.GetSecretAsync(new SecretReference { Id = Id }, Cancel))!.Reveal().Should().Be("new");
    }

    [Fact]
    public async Task GetSecret_ByVersion_GivesThatVersion()
    {
        var old = await WriteAsync(Id, "old");
        await WriteAsync(Id, "new");

        (await Store.GetSecretAsync(new SecretReference { Id = Id, Version = old }, Cancel))!.Reveal().Should().Be("old");
    }

    [Fact]
    public async Task GetSecret_ByStage_GivesThatStage()
    {
        await WriteAsync(Id, "old");
        await WriteAsync(Id, "new");

        (await Store.GetSecretAsync(new SecretReference { Id = Id, Stage = "AWSCURRENT" }, Cancel))!.Reveal().Should().Be("new");
        (await Store.GetSecretAsync(new SecretReference { Id = Id, Stage = "AWSPREVIOUS" }, Cancel))!.Reveal().Should().Be("old");
    }

    [Fact]
    public async Task GetSecret_ThatDoesNotExist_IsNull()
    {
        await WriteAsync(Id, "value");

        (await Store.GetSecretAsync(new SecretReference { Id = "no/such" }, Cancel)).Should().BeNull();
        (await Store.GetSecretAsync(new SecretReference { Id = Id, Version = "no-such" }, Cancel)).Should().BeNull();
        (await Store.GetSecretAsync(new SecretReference { Id = Id, Stage = "NOSUCH" }, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task GetSecret_Cancelled_Throws() =>
        await Store.Invoking(store => store.GetSecretAsync(new SecretReference { Id = Id }, new CancellationToken(canceled: true)))
            .Should().ThrowAsync<OperationCanceledException>();
}
