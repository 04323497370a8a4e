using Forge.Git;

namespace Forge.Build.Tests.Engine;

public sealed class BuildRequestTests : IDisposable
{
    private const string Trivial = "version: 0.2\nphases: {}";

    private readonly BuildHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("s", null, "process", "'s' is not the name of a project*")]
    [InlineData("a b", null, "process", "'a b' is not the name of a project*")]
    [InlineData("shop", "../b", "process", "'../b' is not the id of a build*")]
    [InlineData("shop", null, "cloud", "There is no executor 'cloud'. Registered are: 'process'.")]
    public async Task RunAsync_BadRequest_IsRefusedAndNothingIsRecorded(string project, string? id, string executor, string message)
    {
        var running = () => _host.RunAsync(Trivial, request => request with { Project = project, BuildId = id, Executor = executor });

        await running.Should().ThrowAsync<ArgumentException>().WithMessage(message);
        await foreach (var recorded in _host.Engine.ListAsync(TestContext.Current.CancellationToken))
        {
            recorded.Should().BeNull();
        }
    }

    [Fact]
    public async Task RunAsync_BadVariablesProvidersAndTimes_AreRefused()
    {
        Func<BuildRequest, BuildRequest>[] bad =
        [
            request => request with { Environment = new Dictionary<string, string> { ["A=B"] = "" } },
            request => request with { Environment = new Dictionary<string, string> { ["A"] = "\0" } },
            request => request with { Secrets = new Dictionary<string, SecretValue> { ["1A"] = new("") } },
            request => request with { Timeout = TimeSpan.Zero },
            request => request with { Timeout = TimeSpan.FromDays(2) },
            request => request with { Source = BuildSource.FromLocation("nowhere", new SourceLocation { Repository = "r" }) },
        ];
        foreach (var change in bad)
        {
            await _host.Invoking(host => host.RunAsync(Trivial, change)).Should().ThrowAsync<ArgumentException>();
        }
    }

    [Fact]
    public async Task RunAsync_IdOfABuildOfTheProject_GivesThatBuild()
    {
        var first = await _host.RunAsync(Trivial, request => request with { BuildId = "b-1" });

        var again = await _host.RunAsync(Trivial, request => request with { BuildId = "b-1" });

        again.Should().BeEquivalentTo(first);
        (await _host.Engine.ListForProjectAsync("shop", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken)).Should().Equal("b-1");
    }

    [Fact]
    public async Task RunAsync_IdOfABuildOfAnotherProject_IsRefused()
    {
        await _host.RunAsync(Trivial, request => request with { BuildId = "b-1" });

        await _host.Invoking(host => host.RunAsync(Trivial, request => request with { BuildId = "b-1", Project = "other" }))
            .Should().ThrowAsync<ArgumentException>().WithMessage("The id 'b-1' is taken by a build of project 'shop'.*");
    }
}
