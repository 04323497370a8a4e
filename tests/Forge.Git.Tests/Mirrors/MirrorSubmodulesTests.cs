using Forge.Conformance;
using Forge.Git.Mirrors;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Git.Tests.Mirrors;

public sealed class MirrorSubmodulesTests : SourceSubmodulesConformanceTests
{
    private readonly TempDirectory _work = new();
    private readonly GitClient _git = new();
    private readonly Dictionary<string, CommittingClient> _clients = new(StringComparer.Ordinal);

    protected override ISourceProvider Provider =>
        new MirrorSourceProvider(new GitSourceOptions { MirrorDirectory = _work.Combine("mirrors") }, secrets: null, TimeProvider.System, NullLogger<MirrorCache>.Instance);

    protected override string Repository => _git.Combine("shop");

    protected override async Task<CommitId> CommitAsync(string name, IReadOnlyList<SourceFile> files, params IReadOnlyList<SourceSubmodule> submodules)
    {
        name = name.Length == 0 ? "shop" : name;
        if (!_clients.TryGetValue(name, out var client))
        {
            await _git.RunAsync("", "init", "--quiet", "--bare", "--initial-branch=main", name);
            _clients[name] = client = new CommittingClient { Origin = _git.Combine(name) };
        }

        return await client.CommitAsync("main", files, submodules);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Array.ForEach([.. _clients.Values], client => client.Dispose());
        _git.Dispose();
        _work.Dispose();
    }
}
