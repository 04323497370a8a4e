using Forge.Conformance;
using Forge.Git.Mirrors;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Git.Tests.Mirrors;

public sealed class MirrorSourceProviderCredentialTests : SourceCredentialProviderConformanceTests
{
    private readonly FakeSecretStore _secrets = new();
    private readonly GitSourceOptions _options = new()
    {
        Credentials =
        {
            new GitSourceCredentialOptions { Url = "https://a.example/team", UserName = "ann", Password = new SecretReference { Id = "a" } },
            new GitSourceCredentialOptions { Url = "https://a.example/team/special/", UserName = "eve", Password = new SecretReference { Id = "b" } },
            new GitSourceCredentialOptions { Url = "https://c.example", UserName = "x", Password = new SecretReference { Id = "missing" } },
        },
    };

    public MirrorSourceProviderCredentialTests()
    {
        _secrets.Add("a", "s3cret");
        _secrets.Add("b", "other");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override ISourceCredentialProvider Provider => new MirrorSourceProvider(_options, _secrets, TimeProvider.System, NullLogger<MirrorCache>.Instance);

    protected override string Private => "https://a.example/team/shop.git";

    protected override string Public => "https://a.example/team-two/shop.git";

    protected override SourceCredential Expected { get; } = new() { Server = "https://a.example", UserName = "ann", Password = new SecretValue("s3cret") };

    [Theory]
    [InlineData("https://a.example/team/special/x", "eve", "other")]
    [InlineData("https://me:mine@a.example/team/special/x", "me", "mine")]
    [InlineData("https://A.example:443/team/x", "ann", "s3cret")]
    public async Task GetCredential_SeveralFit_TakesTheNearest(string url, string userName, string password)
    {
        var credential = await Provider.GetCredentialAsync(new SourceLocation { Repository = url }, Cancel);

        credential.Should().Be(new SourceCredential { Server = "https://a.example", UserName = userName, Password = new SecretValue(password) });
    }

    [Fact]
    public async Task GetCredential_SecretIsMissing_NamesIt()
    {
        var get = () => Provider.GetCredentialAsync(new SourceLocation { Repository = "https://c.example/x" }, Cancel);

        await get.Should().ThrowAsync<SourceException>().WithMessage("'https://c.example/x' cannot be fetched: there is no secret 'missing'*");
    }

    [Fact]
    public async Task GetCredential_StoreFails_IsTransientAsTheStoreSays()
    {
        _secrets.Failure = new SecretStoreException("down", isTransient: true);

        var get = () => Provider.GetCredentialAsync(new SourceLocation { Repository = Private }, Cancel);

        (await get.Should().ThrowAsync<SourceException>().WithMessage("*'a' cannot be read: down")).Which.IsTransient.Should().BeTrue();
    }

    [Theory]
    [InlineData("line\nhost=evil.example")]
    [InlineData("nul\0")]
    public async Task GetCredential_ControlCharacterInThePassword_IsRefusedWithoutTellingIt(string password)
    {
        _secrets.Add("a", password);

        var get = () => Provider.GetCredentialAsync(new SourceLocation { Repository = Private }, Cancel);

        (await get.Should().ThrowAsync<SourceException>()).Which.ToString().Should().NotContain(password);
    }

    [Theory]
    [InlineData("/srv/shop")]
    [InlineData("ssh://git@a.example/team/shop")]
    public async Task GetCredential_NoHttp_IsNull(string url) =>
        (await Provider.GetCredentialAsync(new SourceLocation { Repository = url }, Cancel)).Should().BeNull();
}
