using Forge.Git.Mirrors;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Git.Tests.Mirrors;

/// <summary>Private repositories behind a real sshd, reached with a key from the secret store.</summary>
public sealed class SshSourceTests(OpenSshServer server) : IClassFixture<OpenSshServer>, IDisposable
{
    private readonly TempDirectory _work = new();
    private readonly CommittingClient _client = new();
    private readonly CommittingClient _library = new();
    private readonly FakeSecretStore _secrets = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Url => $"ssh://{server.User}@{server.Host}:{server.Port}{_client.Origin}";

    [Fact]
    public async Task Resolve_KeyFromTheSecretStore_FetchesAndLeavesNothing()
    {
        var commit = await FillAsync();
        var provider = Create(await File.ReadAllTextAsync(server.KnownHostsPath, Cancel));

        var revision = await provider.ResolveAsync(new SourceLocation { Repository = Url, Depth = 1 }, Cancel);
        await provider.CheckOutAsync(revision, _work.Combine("out"), Cancel);

        revision.Commit.Should().Be(commit);
        File.Exists(_work.Combine("out", "README")).Should().BeTrue();
        Directory.EnumerateFileSystemEntries(_work.Combine("memory")).Should().BeEmpty();
    }

    [Fact]
    public async Task CheckOut_SubmoduleOnTheSameServer_UsesTheSameKey()
    {
        await FillAsync();
        await _library.Git.RunAsync("", "init", "--quiet", "--bare", "--initial-branch=main", _client.Git.Combine("library.git"));
        _library.Origin = _client.Git.Combine("library.git");
        var library = await _library.CommitAsync("main", [new SourceFile { Path = "code" }]);
        await _client.CommitAsync("main", [], new SourceSubmodule { Path = "lib", Url = "../library.git", Commit = library });
        var provider = Create(await File.ReadAllTextAsync(server.KnownHostsPath, Cancel));

        var revision = await provider.ResolveAsync(new SourceLocation { Repository = Url, FetchSubmodules = true }, Cancel);
        await provider.CheckOutAsync(revision, _work.Combine("out"), Cancel);

        File.Exists(_work.Combine("out", "lib", "code")).Should().BeTrue();
    }

    [Fact]
    public async Task Resolve_AnotherHostKey_IsRefused()
    {
        await FillAsync();
        var provider = Create($"[{server.Host}]:{server.Port} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAoYUwRTTNeS3yZ6qkVhPJxI4zIAMQ3cPPiLbGZDHGmx");

        var resolve = () => provider.ResolveAsync(new SourceLocation { Repository = Url }, Cancel);

        await resolve.Should().ThrowAsync<SourceException>().WithMessage("*cannot be fetched*");
        Directory.EnumerateFileSystemEntries(_work.Combine("memory")).Should().BeEmpty();
    }

    [Fact]
    public async Task Resolve_NoKeyConfigured_TakesNoneOfTheAccount()
    {
        await FillAsync();
        var options = Options("x");
        options.Credentials.Clear();

        var resolve = () => Create(options).ResolveAsync(new SourceLocation { Repository = Url }, Cancel);

        await resolve.Should().ThrowAsync<SourceException>();
    }

    [Fact]
    public async Task GetCredential_Key_IsNoPassword() =>
        (await Create("x").GetCredentialAsync(new SourceLocation { Repository = Url }, Cancel)).Should().BeNull();

    public void Dispose()
    {
        _client.Dispose();
        _library.Dispose();
        _work.Dispose();
    }

    private async Task<CommitId> FillAsync()
    {
        _client.Origin = _client.Git.Combine("private.git");
        await _client.Git.RunAsync("", "init", "--quiet", "--bare", "--initial-branch=main", "private.git");
        _secrets.Add("key", await File.ReadAllTextAsync(server.PrivateKeyPath, Cancel));
        await _client.CommitAsync("main", [new SourceFile { Path = "old" }]);
        return await _client.CommitAsync("main", [new SourceFile { Path = "README" }]);
    }

    private GitSourceOptions Options(string knownHosts) => new()
    {
        MirrorDirectory = _work.Combine("mirrors"),
        SecretDirectory = _work.MakeDirectory("memory"),
        Credentials =
        {
            new GitSourceCredentialOptions { Url = $"ssh://{server.User}@{server.Host}:{server.Port}", PrivateKey = new SecretReference { Id = "key" }, KnownHosts = knownHosts },
        },
    };

    private MirrorSourceProvider Create(string knownHosts) => Create(Options(knownHosts));

    private MirrorSourceProvider Create(GitSourceOptions options) => new(options, _secrets, TimeProvider.System, NullLogger<MirrorCache>.Instance);
}
