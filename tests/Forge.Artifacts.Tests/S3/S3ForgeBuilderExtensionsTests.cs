using Forge.Artifacts.S3;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Forge.Artifacts.Tests.S3;

public sealed class S3ForgeBuilderExtensionsTests
{
    [Theory]
    [InlineData("bucket", null)]
    [InlineData("a1b", "https://s3.example.com")]
    [InlineData("my.bucket", "https://s3.example.com:9000")]
    [InlineData("bucket", "http://127.0.0.1:9000")]
    [InlineData("bucket", "http://localhost")]
    public void Start_OptionsThatWork_AreTaken(string bucket, string? endpoint) =>
        Validating(options => (options.Bucket, options.Endpoint) = (bucket, endpoint is null ? null : new Uri(endpoint))).Should().NotThrow();

    [Theory]
    [InlineData(null, "There is no secret 'forge/s3'")]
    [InlineData("not JSON: hunter2", "does not hold credentials")]
    [InlineData("{\"accessKeyId\":\"a\"}", "does not hold credentials")]
    [InlineData("[\"hunter2\"]", "does not hold credentials")]
    public async Task Use_CredentialsAreMissingOrWrong_SaysSoAndNothingOfThem(string? secret, string why)
    {
        var secrets = new FakeSecretStore();
        if (secret is not null)
        {
            secrets.Add("forge/s3", secret);
        }

        var services = new ServiceCollection().AddLogging().AddSingleton<ISecretStore>(secrets);
        services.AddForge().AddS3ArtifactStore(Configure);
        await using var provider = services.BuildServiceProvider(validateScopes: true);

        var failure = await FailureAsync(provider);

        failure.Message.Should().Contain(why);
        failure.ToString().Should().NotContain("hunter2");
    }

    [Fact]
    public async Task Use_NoSecretStore_SaysSo()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddS3ArtifactStore(Configure);
        await using var provider = services.BuildServiceProvider(validateScopes: true);

        (await FailureAsync(provider)).Message.Should().Contain("the host has no secret store");
    }

    private static void Configure(S3ArtifactStoreOptions options) =>
        (options.Bucket, options.Endpoint, options.CredentialsSecret, options.MaxAttempts) = ("bucket", new Uri("http://127.0.0.1:9"), "forge/s3", 1);

    private static async Task<ArtifactStoreException> FailureAsync(ServiceProvider provider)
    {
        var asking = () => provider.GetRequiredService<IArtifactStore>().StatAsync(ArtifactKey.Parse("k"), TestContext.Current.CancellationToken);
        return (await asking.Should().ThrowAsync<ArtifactStoreException>()).Which;
    }

    private static Action Validating(Action<S3ArtifactStoreOptions> configure) => () =>
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddS3ArtifactStore(configure);
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
    };
}
