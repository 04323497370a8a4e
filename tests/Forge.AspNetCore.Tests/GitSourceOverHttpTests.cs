using Forge.Git;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.AspNetCore.Tests;

/// <summary>The source provider <c>git</c> against a server that wants a credential.</summary>
public sealed class GitSourceOverHttpTests : GitServerTest
{
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

    [Fact]
    public async Task Resolve_WrongPassword_FailsWithoutTellingIt()
    {
        await using var services = Build();
        var url = Server.Url(new GitCredential { UserName = "owner", Password = new SecretValue("not-this-one") }, "shop");

        var resolve = () => services.GetRequiredService<ISourceProvider>().ResolveAsync(new SourceLocation { Repository = url }, Cancel);

        (await resolve.Should().ThrowAsync<SourceException>()).Which.Message.Should().Contain($"http://{Server.Address.Authority}/git/shop").And.NotContain("not-this-one");
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddGitSourceProvider(options => options.MirrorDirectory = Git.Combine("mirrors"));
        return services.BuildServiceProvider(validateScopes: true);
    }
}
