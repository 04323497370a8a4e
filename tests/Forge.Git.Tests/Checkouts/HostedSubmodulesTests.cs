using Forge.Conformance;
using Forge.Git.Checkouts;
using Forge.Testing;

namespace Forge.Git.Tests.Checkouts;

public sealed class HostedSubmodulesTests : SourceSubmodulesConformanceTests
{
    private readonly HostedGit _git = new();
    private readonly Dictionary<string, CommittingClient> _clients = new(StringComparer.Ordinal);

    protected override ISourceProvider Provider => new HostedSourceProvider(_git.Hosting.Repositories, _git.Hosting.Git, OutsideLinkBehavior.Refuse);

    protected override string Repository => "shop";

    [Theory]
    [InlineData("/etc")]
    [InlineData("file:///etc")]
    [InlineData("https://127.0.0.1:1/x")]
    public async Task CheckOut_AwayFromTheHost_IsRefused(string url)
    {
        await CommitAsync("", [], new SourceSubmodule { Path = "lib", Url = url, Commit = CommitId.Parse(new string('1', 40)) });
        var revision = await Provider.ResolveAsync(new SourceLocation { Repository = Repository, FetchSubmodules = true }, TestContext.Current.CancellationToken);

        var checkOut = () => Provider.CheckOutAsync(revision, Path.Combine(_git.Root, "out"), TestContext.Current.CancellationToken);

        await checkOut.Should().ThrowAsync<SourceException>().WithMessage("*'lib'*");
    }

    protected override async Task<CommitId> CommitAsync(string name, IReadOnlyList<SourceFile> files, params IReadOnlyList<SourceSubmodule> submodules)
    {
        name = name.Length == 0 ? Repository : name;
        if (!_clients.TryGetValue(name, out var client))
        {
            var repository = await _git.Hosting.Repositories.CreateAsync(RepositoryName.Parse(name), TestContext.Current.CancellationToken);
            _clients[name] = client = new CommittingClient { Origin = _git.Hosting.Repositories.DirectoryOf(repository) };
        }

        return await client.CommitAsync("main", files, submodules);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Array.ForEach([.. _clients.Values], client => client.Dispose());
        _git.Dispose();
    }
}
