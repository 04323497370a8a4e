using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge.Journal.Sqlite.Tests;

public sealed class SqliteJournalForgeBuilderExtensionsTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task AddSqliteJournal_WithoutAHost_OpensAtFirstUse()
    {
        using var services = Configure(new ServiceCollection().AddLogging()).BuildServiceProvider(validateScopes: true);
        var journal = services.GetRequiredService<IJournal>();
        File.Exists(_directory.Combine("journal.db")).Should().BeFalse();

        (await journal.ReadOutboxAsync(1, Cancel)).Should().BeEmpty();

        File.Exists(_directory.Combine("journal.db")).Should().BeTrue();
        services.GetRequiredService<IJournal>().Should().BeSameAs(journal);
    }

    [Fact]
    public async Task AddSqliteJournal_SecondHost_DoesNotStart()
    {
        using var first = BuildHost();
        await first.StartAsync(Cancel);
        using var second = BuildHost();

        var starting = () => second.StartAsync(Cancel);

        (await starting.Should().ThrowAsync<JournalException>()).Which.Failure.Should().Be(JournalFailure.InUse);
        await first.StopAsync(Cancel);
    }

    [Fact]
    public void AddSqliteJournal_WithoutAPath_FailsAtStart()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddSqliteJournal(_ => { });
        using var provider = services.BuildServiceProvider();

        var validating = () => provider.GetRequiredService<IStartupValidator>().Validate();

        validating.Should().Throw<OptionsValidationException>().WithMessage("*Path*required*");
    }

    private IHost BuildHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        Configure(builder.Services);
        return builder.Build();
    }

    private IServiceCollection Configure(IServiceCollection services)
    {
        services.AddForge().AddSqliteJournal(options => options.Path = _directory.Combine("journal.db"));
        return services;
    }
}
