using Forge.Deploy.Local;
using Forge.Testing;

namespace Forge.Deploy.Tests.Driving;

/// <summary>What happens to a deployment when the way to a target fails.</summary>
public sealed class TargetEffectsTests : IAsyncDisposable
{
    private const string Note = "echo \"$LIFECYCLE_EVENT\" >> \"$NOTES\"";

    private readonly TempDirectory _directory = new();
    private readonly FaultyTarget _target;
    private readonly EngineScene _scene;

    public TargetEffectsTests()
    {
        var options = new LocalDeployTargetOptions { StateDirectory = _directory.Combine("state"), DestinationRoot = _directory.MakeDirectory("root") };
        options.Variables["NOTES"] = _directory.Combine("notes");
        _target = new FaultyTarget(new LocalDeployTarget("w1", options, TimeProvider.System));
        _scene = new EngineScene(
            deployments =>
            {
                deployments.Groups[0].Targets.Clear();
                deployments.Groups[0].Targets.Add("w1");
                deployments.ConnectAttempts = 3;
            },
            _target);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _scene.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public async Task Perform_ConnectionLostAgainAndAgain_FindsEveryStepAgainAndRepeatsNoHook(int every)
    {
        _target.LostAfter.UnionWith(Enumerable.Range(1, 100).Where(i => i % every == 0));

        var result = await RunAsync(Note);

        result.Status.Should().Be(DeploymentStatus.Succeeded, result.Message);
        (await File.ReadAllLinesAsync(_directory.Combine("notes"), Cancel)).Should().Equal("BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService");
        _target.Opened.Should().BeGreaterThan(1);
    }

    [Fact]
    public async Task Perform_UnreachableForAWhile_IsTriedAgain()
    {
        _target.Refusals.Enqueue((DeployTargetFailure.Unreachable, true));
        _target.Refusals.Enqueue((DeployTargetFailure.Unreachable, true));

        (await RunAsync("true")).Status.Should().Be(DeploymentStatus.Succeeded);

        _target.Opened.Should().Be(3);
    }

    [Theory]
    [InlineData(DeployTargetFailure.Unreachable, true, 3, "tried 3 times")]
    [InlineData(DeployTargetFailure.HostKey, false, 1, "HostKey")]
    [InlineData(DeployTargetFailure.Authentication, false, 1, "Authentication")]
    public async Task Perform_NeverReached_FailsTheTargetAndSaysWhy(DeployTargetFailure failure, bool isTransient, int opened, string expected)
    {
        for (var i = 0; i < 10; i++)
        {
            _target.Refusals.Enqueue((failure, isTransient));
        }

        var result = await RunAsync("true");

        (result.Status, result.Failure).Should().Be((DeploymentStatus.Failed, DeploymentFailure.HealthConstraints));
        result.Message.Should().ContainAll("'w1'", expected);
        _target.Opened.Should().Be(opened);
        result.Targets[0].Events[0].ErrorCode.Should().Be(LifecycleErrorCode.UnknownError);
    }

    [Fact]
    public async Task Perform_AppSpecForAnotherSystem_FailsBeforeAnythingIsSent()
    {
        var revision = new Revision().File("appspec.yml", "version: 0.0\nos: windows\n");

        var result = await _scene.Engine.RunAsync(await _scene.RequestAsync(revision, "shop/1.zip"), Cancel);

        result.Message.Should().Contain("for 'windows', but the target runs 'linux'");
    }

    [Fact]
    public async Task Perform_InstalledRevisionsFolderIsGone_DoesNothingAndSaysSo()
    {
        await RunAsync(Note);
        Directory.Delete(Directory.GetDirectories(_directory.Combine("state", "web")).Single(path => Path.GetFileName(path).StartsWith("d-", StringComparison.Ordinal)), recursive: true);

        var result = await _scene.Engine.RunAsync(await _scene.RequestAsync(Revision.Noting("2", "true"), "shop/2.zip"), Cancel);

        result.Status.Should().Be(DeploymentStatus.Succeeded, result.Message);
        result.Targets[0].Events[0].Message.Should().Contain("is gone from the target");
    }

    private async Task<DeploymentResult> RunAsync(string script) =>
        await _scene.Engine.RunAsync(await _scene.RequestAsync(Revision.Noting("1", script), "shop/1.zip"), Cancel);
}
