using Forge.Build.Conformance;
using Forge.Build.Packaging;
using Forge.Testing;

namespace Forge.Build.Tests.Running;

/// <summary>The cache of a build, between the real runner and a store.</summary>
public sealed class CacheTests
{
    private readonly FakeArtifactStore _artifacts = new(TimeProvider.System);

    public static TheoryData<string> Shells => ["dash", "bash", "busybox"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task C55_Key_RestoresWhatWasKeptAndIsNotKeptTwice(string shell)
    {
        const string Yaml =
            """
            cache:
              key: 'k-$(codebuild-hash-files "*.lock")-$V'
              paths: ['node_modules/**/*', '$PLACE/one.txt', '~/.m2', 'missing/*']
            env: {variables: {V: '7', PLACE: deep/in}}
            phases:
              install: {commands: ['cat node_modules/a/.x deep/in/one.txt ~/.m2/r 2>/dev/null || echo nothing']}
              build: {commands: ['mkdir -p node_modules/a deep/in ~/.m2; echo x >>node_modules/a/.x; echo "ö" >"node_modules/ü b"; echo 1 >deep/in/one.txt; echo 2 >deep/in/two.txt; echo m >~/.m2/r']}
            """;

        var first = await BuildAsync(shell, Yaml, ("yarn.lock", "1"));
        var second = await BuildAsync(shell, Yaml, ("yarn.lock", "1"));
        var third = await BuildAsync(shell, Yaml, ("yarn.lock", "2"));

        first.Output.Should().Equal("nothing");
        first.Notes.Should().Contain(note => note.StartsWith("No cache is restored for the key 'k-", StringComparison.Ordinal))
            .And.Contain("Expanded cache path deep/in/one.txt").And.Contain(note => note.StartsWith("Saved the cache 'k-", StringComparison.Ordinal));
        second.Output.Should().Equal("x", "1", "m");
        second.Notes.Should().Contain("Unarchiving cache...").And.NotContain(note => note.StartsWith("Saved", StringComparison.Ordinal));
        third.Output.Should().Equal("nothing");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Restore_EntryOutsideThePaths_IsSkippedAndSaid(string shell)
    {
        const string Build = "phases: {install: {commands: ['cat dir/a other/b 2>/dev/null']}, build: {commands: ['mkdir -p dir other; echo a >dir/a; echo b >other/b']}}";
        await BuildAsync(shell, $"cache: {{paths: [dir, other]}}\n{Build.Replace("'cat", "'true || cat", StringComparison.Ordinal)}");

        // The store gives the cache of other paths, as one that somebody has tampered with.
        await using var host = await OpenAsync(shell, $"cache: {{paths: [dir]}}\n{Build.Replace("null'", "null || true'", StringComparison.Ordinal)}");
        await MoveAsync("cache/shop/", CacheVersion.Of(["dir"], "", ""));
        var log = await RunAsync(host);

        log.Output.Should().Equal("a");
        log.Notes.Should().Contain("Skipping cache entry: path \"./other/b\" is not within allowed cache paths");
    }

    [Theory]
    [InlineData("action: restore", "phases: {build: {commands: [mkdir dir; echo >dir/a]}}")]
    [InlineData("key: k", "phases: {build: {commands: [mkdir dir; echo >dir/a; exit 1]}}")]
    [InlineData("key: k", "phases: {post_build: {commands: [mkdir dir; echo >dir/a; exit 1]}}")]
    [InlineData("key: k", "phases: {install: {commands: [mkdir dir; echo >dir/a; exit 1]}}")]
    [InlineData("key: k", "phases: {build: {commands: ['true']}}")]
    public async Task Save_WhereNothingIsToBeKept_KeepsNothing(string cache, string yaml)
    {
        await BuildAsync("dash", $"cache:\n  paths: [dir]\n  {cache}\n{yaml}");

        await foreach (var stored in _artifacts.ListAsync("", Cancel))
        {
            stored.Should().BeNull();
        }
    }

    [Fact]
    public async Task Build_WithoutTar_SkipsTheCacheAndSaysSo()
    {
        await using var host = await OpenAsync("dash", "cache: {paths: [dir]}\nphases: {build: {commands: [echo built]}}");
        var plan = Path.Combine(host.Environment.Directory, "runner", "build-cache.sh");
        await File.WriteAllTextAsync(plan, (await File.ReadAllTextAsync(plan, Cancel)).Replace("command -v tar", "command -v no-such-tar", StringComparison.Ordinal), Cancel);

        var log = await RunAsync(host);

        log.Output.Should().Equal("built");
        log.Notes.Should().Contain(note => note.StartsWith("Skipping the cache: the environment has no 'tar'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restore_DamagedCache_IsAWarning()
    {
        const string Yaml = "cache: {key: k, paths: [dir]}\nphases: {build: {commands: [mkdir -p dir; echo >dir/a]}}";
        await BuildAsync("dash", Yaml);
        await foreach (var stored in _artifacts.ListAsync("", Cancel))
        {
            _artifacts.Corrupt(stored.Key);
        }

        var log = await BuildAsync("dash", Yaml);

        log.Notes.Should().Contain(note => note.StartsWith("Warning: the cache is not restored:", StringComparison.Ordinal));
    }

    private async Task MoveAsync(string prefix, string version)
    {
        await foreach (var stored in _artifacts.ListAsync(prefix, Cancel))
        {
            var parts = stored.Key.Value.Split('/');
            await using var content = await _artifacts.OpenReadAsync(stored.Key, Cancel);
            await _artifacts.PutAsync(Artifacts.ArtifactKey.Parse(string.Join('/', [.. parts[..2], version, .. parts[3..]])), content, Cancel);
        }
    }

    private async Task<BuildLogRecorder> BuildAsync(string shell, string yaml, params (string Path, string Content)[] files)
    {
        await using var host = await OpenAsync(shell, yaml, files);
        return await RunAsync(host);
    }

    private async Task<RunnerHost> OpenAsync(string shell, string yaml, params (string Path, string Content)[] files)
    {
        var host = new RunnerHost(shell) { Cache = new CacheStore(_artifacts, "shop", TimeProvider.System) };
        await host.OpenAsync(yaml, files: [.. files.Select(file => KeyValuePair.Create(file.Path, file.Content)), new("z", "")]);
        return host;
    }

    private static async Task<BuildLogRecorder> RunAsync(RunnerHost host)
    {
        var session = host.CreateSession();
        session.Start(host.StandardInput, Cancel);
        await host.ReadAsync(session);
        await host.Transfer!.SaveAsync(Cancel);
        await host.RecordLogAsync();
        return host.Log;
    }
}
