using Forge.Git;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.AspNetCore.Tests;

/// <summary>The source provider <c>git</c> against a server that wants a credential.</summary>
public sealed class GitSourceOverHttpTests : GitServerTest
{
    private readonly FakeSecretStore _secrets = new();

    private string PlainUrl => $"http://{Server.Address.Authority}/git/shop";

    [Fact]
    public async Task Resolve_CredentialsInTheUrl_AreUsed()
    {
        var commit = await PushFirstAsync();
        await using var services = Build();

        var provider = services.GetRequiredService<ISourceProvider>();
        var revision = await provider.ResolveAsync(new SourceLocation { Repository = ShopUrl }, Cancel);
        await provider.CheckOutAsync(revision, Git.Combine("out"), Cancel);

        revision.Commit.ToString().Should().Be(commit);
        (await File.ReadAllTextAsync(Git.Combine("out", "README"), Cancel)).Should().Be("first");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Resolve_SecretFromTheStore_ReachesNoArgumentAndNoEnvironment(int depth)
    {
        var commit = await PushFirstAsync();
        var git = WriteSpy();
        await using var services = Build(options =>
        {
            options.GitPath = git;
            options.SecretDirectory = Directory.CreateDirectory(Git.Combine("memory")).FullName;
            AddCredential(options, Owner.Password);
        });

        var provider = services.GetRequiredService<ISourceProvider>();
        var revision = await provider.ResolveAsync(new SourceLocation { Repository = PlainUrl, Depth = depth }, Cancel);
        await provider.CheckOutAsync(revision, Git.Combine("out"), Cancel);

        revision.Commit.ToString().Should().Be(commit);
        var seen = await File.ReadAllTextAsync(Git.Combine("seen"), Cancel);
        seen.Should().Contain("fetch").And.Contain("FORGE_SOURCE_CREDENTIAL").And.NotContain(Owner.Password.Reveal());
        seen.Should().MatchRegex("drwx------ .*-rw------- ");
        Directory.EnumerateFileSystemEntries(Git.Combine("memory")).Should().BeEmpty();
        Directory.EnumerateFiles(Git.Combine("mirrors"), "*", SearchOption.AllDirectories).Should().NotContain(file => File.ReadAllText(file).Contains(Owner.Password.Reveal()));
    }

    [Fact]
    public async Task Resolve_NoCredential_Fails()
    {
        await PushFirstAsync();
        await using var services = Build();

        var resolve = () => services.GetRequiredService<ISourceProvider>().ResolveAsync(new SourceLocation { Repository = PlainUrl }, Cancel);

        (await resolve.Should().ThrowAsync<SourceException>()).Which.Repository.Should().Be(PlainUrl);
    }

    [Fact]
    public async Task Resolve_WrongPassword_FailsWithoutTellingIt()
    {
        await using var services = Build();
        var url = Server.Url(new GitCredential { UserName = "owner", Password = new SecretValue("not-this-one") }, "shop");

        var resolve = () => services.GetRequiredService<ISourceProvider>().ResolveAsync(new SourceLocation { Repository = url }, Cancel);

        var failure = (await resolve.Should().ThrowAsync<SourceException>()).Which;
        failure.Message.Should().Contain(PlainUrl);
        failure.ToString().Should().NotContain("not-this-one");
        failure.Repository.Should().NotContain("not-this-one");
    }

    [Fact]
    public async Task Resolve_WrongSecret_FailsWithoutTellingIt()
    {
        await using var services = Build(options => AddCredential(options, new SecretValue("not-this-one")));

        var resolve = () => services.GetRequiredService<ISourceProvider>().ResolveAsync(new SourceLocation { Repository = PlainUrl }, Cancel);

        (await resolve.Should().ThrowAsync<SourceException>()).Which.ToString().Should().NotContain("not-this-one");
    }

    [Theory]
    [InlineData("../library", true)]
    [InlineData("{server}/git/library", true)]
    [InlineData("{elsewhere}/git/library", false)]
    public async Task CheckOut_PrivateSubmodule_GetsTheCredentialOnItsParentsServerOnly(string url, bool expected)
    {
        await Server.Repositories.CreateAsync(RepositoryName.Parse("library"), Cancel);
        await PushFirstAsync();
        var library = await Git.RunAsync("work", "rev-parse", "HEAD");
        await Git.RunAsync("work", "push", "--quiet", Server.Url(Owner, "library"), "main");
        // The same server under another name is another server.
        url = url.Replace("{server}", $"http://{Server.Address.Authority}", StringComparison.Ordinal)
            .Replace("{elsewhere}", $"http://localhost:{Server.Address.Port}", StringComparison.Ordinal);
        await Git.RunAsync("work", "update-index", "--add", "--cacheinfo", $"160000,{library},lib");
        await Git.CommitAsync("work", ".gitmodules", $"[submodule \"lib\"]\n\tpath = lib\n\turl = {url}\n");
        await Git.RunAsync("work", "update-index", "--add", "--cacheinfo", $"160000,{library},lib");
        await Git.RunAsync("work", "commit", "--quiet", "--amend", "--no-edit");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main");
        await using var services = Build(options =>
        {
            AddCredential(options, Owner.Password);
            options.Credentials.Add(new GitSourceCredentialOptions { Url = $"http://localhost:{Server.Address.Port}", UserName = "owner", Password = new SecretReference { Id = "token" } });
        });
        var provider = services.GetRequiredService<ISourceProvider>();
        var revision = await provider.ResolveAsync(new SourceLocation { Repository = PlainUrl, FetchSubmodules = true }, Cancel);

        var checkOut = () => provider.CheckOutAsync(revision, Git.Combine("out"), Cancel);

        if (expected)
        {
            await checkOut();
            File.Exists(Git.Combine("out", "lib", "README")).Should().BeTrue();
        }
        else
        {
            await checkOut.Should().ThrowAsync<SourceException>().WithMessage("*submodule 'lib'*");
        }
    }

    [Fact]
    public async Task AddGitSourceProvider_CredentialsWithoutASecretStore_IsRefused()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddGitSourceProvider(options => AddCredential(options, new SecretValue("x")));
        await using var provider = services.BuildServiceProvider();

        var use = () => provider.GetRequiredService<ISourceProvider>();

        use.Should().Throw<InvalidOperationException>().WithMessage("*no ISecretStore is registered*");
    }

    private void AddCredential(GitSourceOptions options, SecretValue password)
    {
        _secrets.Add("token", password.Reveal());
        options.Credentials.Add(new GitSourceCredentialOptions { Url = $"http://{Server.Address.Authority}/git", UserName = "owner", Password = new SecretReference { Id = "token" } });
    }

    // A git that writes down what everybody on the machine could see of it, and how the credential lies there.
    private string WriteSpy()
    {
        var path = Git.Combine("git");
        File.WriteAllText(path, $"#!/bin/sh\n{{ printf '%s\\n' \"$@\"; env; [ -z \"$FORGE_SOURCE_CREDENTIAL\" ] || echo $(ls -ld \"${{FORGE_SOURCE_CREDENTIAL%/*}}\" \"$FORGE_SOURCE_CREDENTIAL\"); }} >>'{Git.Combine("seen")}'\nPATH=/usr/local/bin:/usr/bin:/bin exec git \"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private ServiceProvider Build(Action<GitSourceOptions>? configure = null)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<ISecretStore>(_secrets);
        services.AddForge().AddGitSourceProvider(options =>
        {
            options.MirrorDirectory = Git.Combine("mirrors");
            configure?.Invoke(options);
        });
        return services.BuildServiceProvider(validateScopes: true);
    }
}
