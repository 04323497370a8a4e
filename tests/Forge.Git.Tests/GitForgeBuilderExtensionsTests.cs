using Forge.Journal;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Forge.Git.Tests;

public sealed class GitForgeBuilderExtensionsTests : IDisposable
{
    private readonly TempDirectory _root = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddGitHosting_WithoutAJournal_AdministersButDoesNotServe()
    {
        await using var services = Build(journal: null, options => options.Root = _root.Path);

        await services.GetRequiredService<GitRepositories>().CreateAsync(RepositoryName.Parse("shop"), Cancel);
        var serve = () => services.GetRequiredService<GitHttpEngine>();

        serve.Should().Throw<InvalidOperationException>().WithMessage("*AddSqliteJournal*");
    }

    [Fact]
    public async Task AddGitHosting_Always_OffersItsRepositoriesToBuilds()
    {
        await using var services = Build(journal: null, options => options.Root = _root.Path);

        services.GetServices<ISourceProvider>().Select(p => p.Name).Should().Equal("forge-git");
    }

    [Theory]
    [InlineData("")]
    [InlineData("relative/path")]
    public async Task AddGitHosting_RootIsNoAbsolutePath_IsRefused(string root)
    {
        await using var services = Build(journal: null, options => options.Root = root);

        var use = () => services.GetRequiredService<GitRepositories>();

        use.Should().Throw<OptionsValidationException>().WithMessage("*Root*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task AddGitHosting_LimitOutOfRange_IsRefused(int transfers)
    {
        await using var services = Build(journal: null, options =>
        {
            options.Root = _root.Path;
            options.MaxTransfers = transfers;
        });

        var validate = () => services.GetRequiredService<IStartupValidator>().Validate();

        validate.Should().Throw<OptionsValidationException>().WithMessage("*MaxTransfers*");
    }

    [Fact]
    public async Task Start_GitTooOld_SaysSo()
    {
        var git = _root.WriteScript("bin/git", "#!/bin/sh\necho git version 2.30.0\n");
        await using var services = Build(new FakeJournal(TimeProvider.System), options =>
        {
            options.Root = _root.Path;
            options.GitPath = git;
        });

        var start = () => services.GetRequiredService<IHostedService>().StartAsync(Cancel);

        await start.Should().ThrowAsync<GitHostingException>().WithMessage("*'git version 2.30.0', but git 2.39.2 or later is needed*");
    }

    [Fact]
    public async Task Start_CrashLeftADirectoryOfAPush_RemovesIt()
    {
        _root.MakeDirectory("pushes/push-1");
        await using var services = Build(new FakeJournal(TimeProvider.System), options => options.Root = _root.Path);
        var startup = services.GetRequiredService<IHostedService>();

        await startup.StartAsync(Cancel);
        await startup.StopAsync(Cancel);

        Directory.Exists(_root.Combine("pushes", "push-1")).Should().BeFalse();
        File.GetUnixFileMode(_root.Combine("hooks", "pre-receive")).Should().HaveFlag(UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task AddGitSourceProvider_Defaults_IsNamedGit()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddGitSourceProvider();
        await using var provider = services.BuildServiceProvider(validateScopes: true);

        provider.GetServices<ISourceProvider>().Select(p => p.Name).Should().Equal("git");
    }

    public void Dispose() => _root.Dispose();

    private static ServiceProvider Build(IJournal? journal, Action<GitHostingOptions> configure)
    {
        var services = new ServiceCollection().AddLogging();
        if (journal is not null)
        {
            services.AddSingleton(journal);
        }

        services.AddForge().AddGitHosting(configure);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
