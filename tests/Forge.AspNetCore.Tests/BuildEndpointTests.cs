using System.Net;
using System.Text;
using System.Text.Json;
using Forge.Build;
using Forge.Git;
using Forge.Journal;
using Forge.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Forge.AspNetCore.Tests;

public sealed class BuildEndpointTests : IAsyncLifetime
{
    private const string Push = """
        {"ref":"refs/heads/main","after":"2222222222222222222222222222222222222222","commits":[],"repository":{"name":"shop"},"sender":{"id":1}}
        """;

    private readonly TempDirectory _directory = new();
    private readonly FakeJournal _journal = new(TimeProvider.System);
    private readonly FakeSecretStore _secrets = new();
    private WebApplication _application = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _secrets.Add("hook", "key");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IJournal>(_journal);
        builder.Services.AddSingleton<ISecretStore>(_secrets);
        builder.Services.AddSingleton<IBuildExecutor>(new FakeBuildExecutor());
        builder.Services.AddSingleton<ISourceProvider>(new FakeSourceProvider());
        builder.Services.AddForge().AddBuildWebhooks().AddBuilds(options =>
        {
            options.WorkDirectory = _directory.Path;
            options.Projects.Add(Project("shop") with { HasBadge = true, Webhook = new BuildWebhook { Secret = new SecretReference { Id = "hook" } } });
            options.Projects.Add(Project("secretive"));
        });
        _application = builder.Build();
        _application.MapForgeBuildWebhooks();
        _application.MapForgeBuildBadges();
        await _application.StartAsync(Cancel);
        _client = new HttpClient { BaseAddress = new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Post_SignedPush_IsAcceptedWithTheBuild()
    {
        using var response = await PostAsync(Push);

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var answer = await ReadAsync(response);
        (await _application.Services.GetRequiredService<BuildEngine>().GetAsync(answer.GetProperty("buildId").GetString()!, Cancel))!.Project.Should().Be("shop");
    }

    [Fact]
    public async Task Post_EventThatStartsNothing_IsAcceptedWithTheReason()
    {
        using var response = await PostAsync("{}", name: "ping");

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await response.Content.ReadAsStringAsync(Cancel)).Should().Be("""{"message":"Pong."}""");
    }

    [Theory]
    [InlineData("shop", "other key", Push, HttpStatusCode.Unauthorized)]
    [InlineData("secretive", "key", Push, HttpStatusCode.Unauthorized)]
    [InlineData("nobody", "key", Push, HttpStatusCode.Unauthorized)]
    [InlineData("shop", "key", "{", HttpStatusCode.BadRequest)]
    [InlineData("shop", "key", "", HttpStatusCode.BadRequest)]
    public async Task Post_BadRequest_IsAnsweredWithAProblem(string project, string key, string body, HttpStatusCode expected)
    {
        using var response = await PostAsync(body, project, key);

        response.StatusCode.Should().Be(expected);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await ReadAsync(response)).GetProperty("detail").GetString().Should().NotBeEmpty();
    }

    [Fact]
    public async Task Post_BodyTooLarge_IsRefused()
    {
        using var response = await PostAsync(new string(' ', (25 * 1024 * 1024) + 1));

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Post_SecretStoreFails_IsAskedToComeAgain()
    {
        _secrets.Failure = new SecretStoreException("the vault is sealed");

        using var response = await PostAsync(Push);

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync(Cancel)).Should().NotContain("vault");
    }

    [Fact]
    public async Task Get_Hook_IsNotAllowed() =>
        (await _client.GetAsync(new Uri("/hooks/shop", UriKind.Relative), Cancel)).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);

    [Fact]
    public async Task Get_Badge_FollowsTheNewestBuildAndIsNotCached()
    {
        (await BadgeAsync("/badges/shop.svg?branch=main")).Should().Contain("build: unknown");
        using var started = await PostAsync(Push);
        var buildId = (await ReadAsync(started)).GetProperty("buildId").GetString()!;
        await _application.Services.GetRequiredService<BuildEngine>().WaitAsync(buildId, Cancel);

        (await BadgeAsync("/badges/shop.svg?branch=main")).Should().Contain("build: failing");
        (await BadgeAsync("/badges/shop.svg")).Should().Contain("build: failing");
        (await BadgeAsync("/badges/shop.svg?tag=main")).Should().Contain("build: unknown");
    }

    [Theory]
    [InlineData("/badges/secretive.svg", HttpStatusCode.NotFound)]
    [InlineData("/badges/nobody.svg", HttpStatusCode.NotFound)]
    [InlineData("/badges/shop.svg?branch=a..b", HttpStatusCode.BadRequest)]
    [InlineData("/badges/shop.svg?branch=a&tag=b", HttpStatusCode.BadRequest)]
    [InlineData("/badges/shop.svg?branch=", HttpStatusCode.BadRequest)]
    public async Task Get_BadgeThatIsNone_IsAnsweredWithAProblem(string path, HttpStatusCode expected)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), Cancel);

        response.StatusCode.Should().Be(expected);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    private static BuildProject Project(string name) => new()
    {
        Name = name,
        Executor = "fake",
        Source = BuildSource.FromLocation("fake", new SourceLocation { Repository = "shop" }),
    };

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Cancel));
        return document.RootElement.Clone();
    }

    private async Task<string> BadgeAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("image/svg+xml");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string project = "shop", string key = "key", string name = "push")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/{project}") { Content = new ByteArrayContent(bytes) };
        // Whoever sends too much is told before it has sent it, and not in the middle.
        request.Headers.ExpectContinue = bytes.Length > 1024 * 1024;
        request.Headers.Add("X-GitHub-Event", name);
        request.Headers.Add("X-GitHub-Delivery", "d-1");
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), bytes)));
        return await _client.SendAsync(request, Cancel);
    }
}
