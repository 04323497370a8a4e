using Forge.Deploy;
using Forge.Pipelines;
using Forge.Pipelines.Timelines;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Integration.Tests.MainJob;

/// <summary>The main job with nothing faked: the git client over HTTP, builds as processes, SQLite, files, three targets.</summary>
public sealed class MainJobTests : IDisposable
{
    private static readonly string[] FirstDeployment = ["BeforeInstall 1", "AfterInstall 1", "ApplicationStart 1", "ValidateService 1"];

    private readonly TempDirectory _root = new();
    private readonly ShopCheckout _checkout;

    public MainJobTests() => _checkout = new ShopCheckout(_root);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Push_GoodVersion_IsBuiltAndRunsOnEveryTarget()
    {
        await using var host = await ShopHost.StartAsync(_root, Cancel);
        await _checkout.CommitAsync("1", Cancel);

        await _checkout.PushAsync(host.RepositoryUrl, Cancel);
        var run = await host.NextRunAsync(Cancel);

        run.Status.Should().Be(PipelineRunStatus.Succeeded, run.Message);
        host.BuildLog.Should().Contain(line => line.Contains("Entering phase BUILD")).And.Contain(line => line.Contains("Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED"));
        foreach (var target in ShopHost.Targets)
        {
            ReadPage(target).Should().Be("hello 1\n");
            File.GetUnixFileMode(PageOf(target)).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            ReadHooks(target).Should().Equal(FirstDeployment);
        }
    }

    [Fact]
    public async Task Push_BadVersionAfterGoodOne_IsRolledBackOnTheFirstTargetAndNeverReachesTheOthers()
    {
        await using var host = await ShopHost.StartAsync(_root, Cancel);
        await _checkout.CommitAsync("1", Cancel);
        await _checkout.PushAsync(host.RepositoryUrl, Cancel);
        (await host.NextRunAsync(Cancel)).Status.Should().Be(PipelineRunStatus.Succeeded);

        await _checkout.CommitAsync("bad", Cancel);
        await _checkout.PushAsync(host.RepositoryUrl, Cancel);
        var run = await host.NextRunAsync(Cancel);

        run.Status.Should().Be(PipelineRunStatus.Failed);
        var deployments = host.Services.GetRequiredService<DeploymentEngine>();
        var failed = (await deployments.GetAsync(run.DeploymentId!, Cancel))!;
        failed.Failure.Should().Be(DeploymentFailure.HealthConstraints);
        var rollback = (await deployments.GetAsync(failed.RollbackDeploymentId!, Cancel))!;
        rollback.Creator.Should().Be("codeDeployRollback");
        rollback.Status.Should().Be(DeploymentStatus.Succeeded, rollback.Message);
        ShopHost.Targets.Select(ReadPage).Should().AllBe("hello 1\n");
        ReadHooks("web-1").Skip(FirstDeployment.Length).Take(5).Should().Equal(
            "ApplicationStop 1", "BeforeInstall bad", "AfterInstall bad", "ApplicationStart bad", "ValidateService bad");
        ReadHooks("web-2").Should().NotContain(line => line.EndsWith("bad"));
        ReadHooks("web-3").Should().NotContain(line => line.EndsWith("bad"));
    }

    [Fact]
    public async Task Timeline_AfterPushes_ShowsBuildsDeploymentsAndRollback()
    {
        await using var host = await ShopHost.StartAsync(_root, Cancel, "CodeDeployDefault.AllAtOnce");
        foreach (var version in (string[])["1", "bad"])
        {
            await _checkout.CommitAsync(version, Cancel);
            await _checkout.PushAsync(host.RepositoryUrl, Cancel);
            await host.NextRunAsync(Cancel);
        }

        var timeline = await host.Services.GetRequiredService<TimelineReader>().ReadAsync(10, Cancel);

        timeline.Activities.Select(activity => activity.Title).Should().Equal(
            "Build shop #1", "Deployment to web", "Build shop #2", "Deployment to web", "Rollback to web");
        timeline.Activities.Select(activity => activity.Outcome).Should().Equal(
            TimelineOutcome.Good, TimelineOutcome.Good, TimelineOutcome.Good, TimelineOutcome.Bad, TimelineOutcome.Good);
        timeline.Activities[3].Lanes.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("version: 0.2\nphases:\n  build:\n    commands:\n      - echo \"a\" : b\n", "Expected Commands[0] to be of string type")]
    [InlineData("version: 0.2\nphases:\n  build:\n    commands:\n      - exit 3\nartifacts:\n  files: ['**/*']\n", "exit status 3")]
    public async Task Push_BuildFails_NothingIsDeployedAndTheRunSaysWhy(string buildspec, string expected)
    {
        await using var host = await ShopHost.StartAsync(_root, Cancel);
        _checkout.Write("buildspec.yml", buildspec);
        await _checkout.CommitAsync("1", Cancel);

        await _checkout.PushAsync(host.RepositoryUrl, Cancel);
        var run = await host.NextRunAsync(Cancel);

        run.Status.Should().Be(PipelineRunStatus.Failed);
        run.Message.Should().Contain(expected);
        run.DeploymentId.Should().BeNull();
    }

    [Fact]
    public async Task Push_WrongPassword_IsRefusedAndStartsNothing()
    {
        await using var host = await ShopHost.StartAsync(_root, Cancel);
        await _checkout.CommitAsync("1", Cancel);

        var (code, output) = await _checkout.TryGitAsync(Cancel, "push", host.RepositoryUrl.Replace(host.Alice.Password.Reveal(), "wrong"), "main");

        code.Should().NotBe(0);
        output.Should().ContainAny("Authentication failed", "could not read Username", "could not read Password", "terminal prompts disabled");
        (await host.Services.GetRequiredService<PipelineEngine>().ListAsync(Cancel).ToListAsync(Cancel)).Should().BeEmpty();
    }

    public void Dispose() => _root.Dispose();

    private string PageOf(string target) => _root.Combine(target, "root", "srv", "shop", "page.txt");

    private string ReadPage(string target) => File.ReadAllText(PageOf(target));

    private string[] ReadHooks(string target) => File.ReadAllLines(_root.Combine(target, "hooks.log"));
}
