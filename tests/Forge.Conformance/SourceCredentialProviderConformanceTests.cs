using FluentAssertions;
using Forge.Git;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="ISourceCredentialProvider"/> owes its callers. Each implementation derives one class.</summary>
public abstract class SourceCredentialProviderConformanceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract ISourceCredentialProvider Provider { get; }

    /// <summary>Gets a repository with the credential <see cref="Expected"/>.</summary>
    protected abstract string Private { get; }

    /// <summary>Gets a repository without one.</summary>
    protected abstract string Public { get; }

    protected abstract SourceCredential Expected { get; }

    [Fact]
    public void Provider_Always_IsASourceProvider() => Provider.Should().BeAssignableTo<ISourceProvider>();

    [Fact]
    public async Task GetCredential_Private_IsThere() => (await GetAsync(Private)).Should().Be(Expected);

    [Fact]
    public async Task GetCredential_Private_NamesNoMoreThanAServer() => new Uri((await GetAsync(Private))!.Server).PathAndQuery.Should().Be("/");

    [Fact]
    public async Task GetCredential_Private_DoesNotPrintThePassword() => (await GetAsync(Private))!.ToString().Should().NotContain(Expected.Password.Reveal());

    [Fact]
    public async Task GetCredential_Public_IsNull() => (await GetAsync(Public)).Should().BeNull();

    [Fact]
    public async Task GetCredential_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var get = () => Provider.GetCredentialAsync(new SourceLocation { Repository = Private }, cancelled.Token);

        await get.Should().ThrowAsync<OperationCanceledException>();
    }

    private Task<SourceCredential?> GetAsync(string repository) => Provider.GetCredentialAsync(new SourceLocation { Repository = repository }, Cancel);
}
