using System.Net.Http.Headers;
using System.Text;
using Forge.Git;
using Forge.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Forge.AspNetCore.Tests;

/// <summary>A real Kestrel on loopback that serves hosted repositories, with a journal in memory.</summary>
internal sealed class GitServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private GitServer(WebApplication application, string root)
    {
        _application = application;
        Root = root;
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public string Root { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public GitRepositories Repositories => _application.Services.GetRequiredService<GitRepositories>();

    public GitUsers Users => _application.Services.GetRequiredService<GitUsers>();

    public static async Task<GitServer> StartAsync(string root, IJournal journal, Action<GitHostingOptions>? configure = null, string pattern = "/git")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(journal);
        builder.Services.AddForge().AddGitHosting(options =>
        {
            options.Root = root;
            configure?.Invoke(options);
        });
        var application = builder.Build();
        application.MapForgeGit(pattern);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new GitServer(application, root);
    }

    public async Task<GitCredential> CreateUserAsync(string name, GitAccessPolicy policy) =>
        await Users.CreateAsync(name, policy, TestContext.Current.CancellationToken);

    public string Url(GitCredential credential, string repository) =>
        $"http://{credential.UserName}:{credential.Password.Reveal()}@{Address.Authority}/git/{repository}";

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, GitCredential? credential, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path)) { Content = content };
        if (credential is not null)
        {
            request.Headers.Authorization = Basic($"{credential.UserName}:{credential.Password.Reveal()}");
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static AuthenticationHeaderValue Basic(string text) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
