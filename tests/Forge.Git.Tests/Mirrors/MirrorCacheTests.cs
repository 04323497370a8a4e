using Forge.Git.Mirrors;
using Forge.Git.Storage;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Git.Tests.Mirrors;

/// <summary>What happens to mirrors over time: kills, damage, age, size.</summary>
public sealed class MirrorCacheTests : IAsyncLifetime
{
    private readonly CommittingClient _client = new();
    private readonly TempDirectory _work = new();
    private readonly GitSourceOptions _options = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MirrorSourceProvider Provider => new(_options, secrets: null, TimeProvider.System, NullLogger<MirrorCache>.Instance);

    private string Mirror => Directory.EnumerateDirectories(_options.MirrorDirectory, "*.git").Single();

    public async ValueTask InitializeAsync()
    {
        _options.MirrorDirectory = _work.Combine("mirrors");
        _client.Origin = _client.Git.Combine("origin.git");
        await _client.Git.RunAsync("", "init", "--quiet", "--bare", "--initial-branch=main", "origin.git");
        await _client.CommitAsync("main", [new SourceFile { Path = "a" }]);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _work.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("packed-refs.lock")]
    [InlineData("shallow.lock")]
    [InlineData("config.lock")]
    [InlineData("refs/forge/names/x.lock")]
    [InlineData("objects/pack/tmp_pack_abcdef")]
    public async Task Resolve_LeftoverOfAKilledFetch_IsRemoved(string leftover)
    {
        await ResolveAsync();
        var file = Path.Combine(Mirror, leftover);
        await File.WriteAllTextAsync(file, "", Cancel);
        var commit = await _client.CommitAsync("main", [new SourceFile { Path = "b" }]);

        var revision = await ResolveAsync();

        revision.Commit.Should().Be(commit);
        File.Exists(file).Should().BeFalse();
    }

    [Fact]
    public async Task Resolve_LockOnTheRefItself_IsRemoved()
    {
        await ResolveAsync();
        var name = Directory.EnumerateFiles(Path.Combine(Mirror, "refs", "forge", "names")).Single();
        await File.WriteAllTextAsync($"{name}.lock", "", Cancel);
        var commit = await _client.CommitAsync("main", [new SourceFile { Path = "b" }]);

        (await ResolveAsync()).Commit.Should().Be(commit);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("objects")]
    [InlineData("refs")]
    public async Task Resolve_MirrorIsDamaged_IsMadeAgain(string part)
    {
        await ResolveAsync();
        var path = Path.Combine(Mirror, part);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }

        var commit = await _client.CommitAsync("main", [new SourceFile { Path = "b" }]);

        (await ResolveAsync()).Commit.Should().Be(commit);
    }

    [Fact]
    public async Task Resolve_FetchIsCancelledOverAndOver_EndsWhole()
    {
        await _client.CommitAsync("main", [.. Enumerable.Range(0, 300).Select(n => new SourceFile { Path = $"f{n}", Content = new string((char)('a' + (n % 26)), 5_000) })]);
        foreach (var delay in Enumerable.Range(1, 8))
        {
            using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            cancelled.CancelAfter(TimeSpan.FromMilliseconds(delay * 10));
            try
            {
                await Provider.ResolveAsync(new SourceLocation { Repository = _client.Origin }, cancelled.Token);
            }
            catch (OperationCanceledException)
            {
                // As meant: git was killed at some point.
            }
        }

        await Provider.CheckOutAsync(await ResolveAsync(), _work.Combine("out"), Cancel);

        Directory.EnumerateFiles(_work.Combine("out")).Should().HaveCount(300);
    }

    [Fact]
    public async Task Resolve_Depth_BringsNoHistoryUntilItIsWanted()
    {
        var first = await _client.CommitAsync("old", [new SourceFile { Path = "first" }]);
        await _client.Git.RunAsync("work", "commit", "--quiet", "--allow-empty", "--message", "second");
        await _client.Git.RunAsync("work", "push", "--quiet", "--force", _client.Origin, "HEAD:refs/heads/main");

        await Provider.ResolveAsync(new SourceLocation { Repository = _client.Origin, Depth = 1 }, Cancel);
        (await HasAsync(first)).Should().BeFalse();

        await _client.Git.RunAsync("work", "commit", "--quiet", "--allow-empty", "--message", "third");
        await _client.Git.RunAsync("work", "push", "--quiet", "--force", _client.Origin, "HEAD:refs/heads/main");
        await ResolveAsync();
        (await HasAsync(first)).Should().BeTrue();
    }

    [Fact]
    public async Task Resolve_NothingNew_FetchesNothing()
    {
        await ResolveAsync();
        var packs = Directory.GetFiles(Path.Combine(Mirror, "objects", "pack"));

        await ResolveAsync();

        Directory.GetFiles(Path.Combine(Mirror, "objects", "pack")).Should().BeEquivalentTo(packs);
    }

    [Fact]
    public async Task Resolve_BranchBecomesADirectory_IsFound()
    {
        await _client.CommitAsync("topic", [new SourceFile { Path = "a" }]);
        await ResolveAsync("topic");
        await _client.Git.RunAsync("origin.git", "update-ref", "-d", "refs/heads/topic");
        var commit = await _client.CommitAsync("topic/one", [new SourceFile { Path = "b" }]);

        (await ResolveAsync("topic/one")).Commit.Should().Be(commit);
    }

    [Fact]
    public async Task Evict_OldMirror_IsRemovedAndMadeAgain()
    {
        var revision = await ResolveAsync();
        File.SetLastWriteTimeUtc($"{Mirror}.use", TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(31));

        await EvictAsync();
        Directory.EnumerateDirectories(_options.MirrorDirectory).Should().BeEmpty();
        await Provider.CheckOutAsync(revision, _work.Combine("out"), Cancel);

        File.Exists(_work.Combine("out", "a")).Should().BeTrue();
    }

    [Fact]
    public async Task Evict_YoungMirror_Stays()
    {
        await ResolveAsync();

        await EvictAsync();

        Directory.Exists(Mirror).Should().BeTrue();
    }

    [Fact]
    public async Task Evict_TooBigTogether_RemovesTheOneUnusedForLongest()
    {
        await ResolveAsync();
        var young = _work.MakeDirectory("mirrors/young.git");
        _work.Write("mirrors/young.git/pack", new string('x', 900_000));
        _work.Write("mirrors/young.git.use", "");
        _work.Write("mirrors/old.git/pack", new string('x', 900_000));
        File.SetLastWriteTimeUtc(_work.Write("mirrors/old.git.use", ""), TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromHours(1));
        _options.MaxMirrorBytes = 1024 * 1024;

        await EvictAsync();

        Directory.Exists(young).Should().BeTrue();
        Directory.Exists(_work.Combine("mirrors", "old.git")).Should().BeFalse();
    }

    [Fact]
    public async Task Evict_MirrorInUse_Stays()
    {
        await ResolveAsync();
        var mirror = Mirror;
        using (await new FileLock($"{mirror}.use", TimeSpan.FromSeconds(1), TimeProvider.System).ShareAsync(Cancel))
        {
            _options.MaxMirrorBytes = 1;
            await EvictAsync();
        }

        Directory.Exists(mirror).Should().BeTrue();
    }

    [Fact]
    public async Task Evict_LeftoversOfAKilledHost_AreRemovedWhenOld()
    {
        await ResolveAsync();
        var old = _work.MakeDirectory("mirrors/x.git.1.new");
        Directory.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(2));
        var young = _work.MakeDirectory("mirrors/x.git.2.removed");

        await EvictAsync();

        Directory.Exists(old).Should().BeFalse();
        Directory.Exists(young).Should().BeTrue();
    }

    private Task EvictAsync() => new MirrorEviction(_options, TimeProvider.System, NullLogger.Instance).RunAsync(Cancel);

    private Task<SourceRevision> ResolveAsync(string version = "") => Provider.ResolveAsync(new SourceLocation { Repository = _client.Origin, Version = version }, Cancel);

    private async Task<bool> HasAsync(CommitId commit) => (await _client.Git.TryAsync("", $"--git-dir={Mirror}", "cat-file", "-e", commit.ToString())).ExitCode == 0;
}
