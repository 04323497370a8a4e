using Forge.Build;
using Forge.Pipelines.Artifacts;
using Forge.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Pipelines.Tests.Artifacts;

public sealed class RunningBuildsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    // BUILD HOURS-AGO STATUS ARTIFACT…, the newest first.
    [Theory]
    [InlineData("", "")]
    [InlineData("b1 1 InProgress", "shop/b1")]
    [InlineData("b1 1 InProgress site/out shop/b1/shop", "shop/b1 site/out shop/b1/shop")]
    [InlineData("b2 1 Succeeded|b1 5 InProgress", "shop/b1")]
    [InlineData("b1 200 InProgress", "")]
    [InlineData("b1 1 Failed site/out", "")]
    public async Task ListProtected_Builds_NamesWhatThoseHaveStoredThatRun(string builds, string expected) =>
        (await ListAsync(builds, batches: [])).Should().BeEquivalentTo(Words(expected));

    [Fact]
    public async Task ListProtected_BatchRuns_NamesWhatItsEndedBuildsHaveStored()
    {
        var batch = Batch(BuildStatus.InProgress, "b1", null, "b2", "gone");

        (await ListAsync("b2 1 InProgress|b1 3 Succeeded shop/b1/shop", [batch])).Should().BeEquivalentTo("shop/batch", "shop/b1", "shop/b1/shop", "shop/b2");
    }

    [Fact]
    public async Task ListProtected_BatchHasEnded_NamesNothing() =>
        (await ListAsync("b1 3 Succeeded shop/b1/shop", [Batch(BuildStatus.Succeeded, "b1")])).Should().BeEmpty();

    private static async Task<IEnumerable<string>> ListAsync(string builds, BuildBatchResult[] batches)
    {
        var results = builds.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
        var protection = new RunningBuilds(
            _ => results.ToAsyncEnumerable(), _ => batches.ToAsyncEnumerable(), (id, _) => Task.FromResult(results.Find(build => build.BuildId == id)), new FakeTimeProvider(Now));
        return (await protection.ListProtectedAsync(new FakeArtifactStore(TimeProvider.System), TestContext.Current.CancellationToken)).Select(key => key.Value);
    }

    private static BuildResult Parse(string text)
    {
        var words = Words(text);
        var status = Enum.Parse<BuildStatus>(words[2]);
        return new BuildResult
        {
            BuildId = words[0],
            Number = 1,
            Project = "shop",
            Status = status,
            StartedAt = Now - TimeSpan.FromHours(int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture)),
            EndedAt = status is BuildStatus.InProgress ? null : Now,
            Phases = [],
            Artifacts = [.. words[3..].Select(location => new BuildArtifact { Identifier = "", Location = location })],
        };
    }

    private static BuildBatchResult Batch(BuildStatus status, params string?[] builds) => new()
    {
        BatchId = "batch",
        Project = "shop",
        Status = status,
        StartedAt = Now - TimeSpan.FromHours(4),
        EndedAt = status is BuildStatus.InProgress ? null : Now,
        Phases = [],
        Groups = [.. builds.Select(id => new BuildBatchGroup { Identifier = "g", BuildId = id })],
    };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
