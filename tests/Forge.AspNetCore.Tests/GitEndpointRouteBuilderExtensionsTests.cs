using System.Net;
using Forge.Testing;
using Microsoft.AspNetCore.Builder;

namespace Forge.AspNetCore.Tests;

public sealed class GitEndpointRouteBuilderExtensionsTests
{
    [Fact]
    public async Task MapForgeGit_WithoutHosting_SaysWhatToCall()
    {
        await using var application = WebApplication.CreateSlimBuilder().Build();

        var map = () => application.MapForgeGit();

        map.Should().Throw<InvalidOperationException>().WithMessage("*AddForge().AddGitHosting*");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/code")]
    [InlineData("/a/b/")]
    public async Task MapForgeGit_OtherPattern_ServesThere(string pattern)
    {
        using var root = new TempDirectory();
        await using var server = await GitServer.StartAsync(root.Path, new FakeJournal(TimeProvider.System), pattern: pattern);

        using var response = await server.SendAsync(HttpMethod.Get, $"{pattern.TrimEnd('/')}/x/info/refs?service=git-upload-pack", credential: null);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }
}
