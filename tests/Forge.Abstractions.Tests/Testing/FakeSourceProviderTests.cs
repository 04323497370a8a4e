using Forge.Conformance;
using Forge.Git;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Testing;

public sealed class FakeSourceProviderTests : SourceProviderConformanceTests
{
    private readonly FakeSourceProvider _provider = new();

    protected override ISourceProvider Provider => _provider;

    protected override string Repository => "shop";

    protected override string MissingRepository => "nothing";

    protected override Task<CommitId> CommitAsync(string branch, IReadOnlyList<SourceFile> files) =>
        Task.FromResult(_provider.Commit(Repository, branch, files));

    protected override Task SetRefAsync(string name, CommitId commit)
    {
        _provider.SetRef(Repository, name, commit);
        return Task.CompletedTask;
    }
}
