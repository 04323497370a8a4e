using Forge.Git.Commands;
using Forge.Git.Http;

namespace Forge.Git.Tests.Http;

public sealed class GitHttpRouteTests
{
    [Theory]
    [InlineData("shop/info/refs", true)]
    [InlineData("/shop/info/refs", true)]
    [InlineData("shop.git/info/refs", true)]
    [InlineData("shop//info/refs", true)]
    [InlineData("shop/git-upload-pack", false)]
    [InlineData("shop.git/git-receive-pack", false)]
    public void Read_KnownShape_FindsTheRepository(string path, bool isAdvertisement)
    {
        var route = GitHttpRoute.Read(path);

        route!.Repository.Should().Be(RepositoryName.Parse("shop"));
        route.IsAdvertisement.Should().Be(isAdvertisement);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("shop")]
    [InlineData("shop/")]
    [InlineData("shop/HEAD")]
    [InlineData("shop/objects/info/packs")]
    [InlineData("shop/info/refs/")]
    [InlineData("shop/info/refs\n")]
    [InlineData("a/b/info/refs")]
    [InlineData("../info/refs")]
    [InlineData("..%2fx/info/refs")]
    [InlineData("-x/info/refs")]
    [InlineData("shop.git.git/info/refs")]
    [InlineData("shop///info/refs")]
    [InlineData("shop/git-upload-archive")]
    public void Read_AnythingElse_IsNull(string path) => GitHttpRoute.Read(path).Should().BeNull();

    [Fact]
    public void FindService_Post_IgnoresTheQuery() =>
        GitHttpRoute.Read("shop/git-receive-pack")!.FindService("service=git-upload-pack").Should().Be(GitService.ReceivePack);

    [Theory]
    [InlineData("service=git-upload-pack", "UploadPack")]
    [InlineData("service=git-receive-pack", "ReceivePack")]
    [InlineData("service=git-upload-pack&service=git-receive-pack", null)]
    [InlineData("Service=git-upload-pack", null)]
    [InlineData("git-upload-pack", null)]
    [InlineData("", null)]
    public void FindService_Advertisement_NeedsExactlyOne(string query, string? expected) =>
        GitHttpRoute.Read("shop/info/refs")!.FindService(query)?.ToString().Should().Be(expected);
}
