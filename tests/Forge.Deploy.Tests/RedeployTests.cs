namespace Forge.Deploy.Tests;

/// <summary>The last successful revision once more, from what the targets hold.</summary>
public sealed class RedeployTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RedeployAsync_ArchivesAreIntact_SendsNothingAndRunsEveryHook()
    {
        await using var scene = new EngineScene();
        var first = await scene.Engine.RunAsync(await scene.RequestAsync(Revision.Noting("1", "echo \"$LIFECYCLE_EVENT\" >>\"$NOTES\""), "a/1.zip"), Cancel);
        var noted = scene.ReadNotes().Length;

        var again = await scene.Engine.WaitAsync(await scene.Engine.RedeployAsync(EngineScene.Group, "ops", Cancel), Cancel);

        again.Status.Should().Be(DeploymentStatus.Succeeded, again.Message);
        again.Targets.Select(Download).Should().OnlyContain(message => message == $"Nothing was sent: the target holds all 3 files since deployment '{first.DeploymentId}'.");
        scene.ReadNotes().Should().HaveCount(noted + (EngineScene.Targets.Length * 5), "ApplicationStop runs as well");
        scene.Installed("w1").Should().Be("1");
    }

    [Fact]
    public async Task RedeployAsync_OneArchiveWasChangedAndOneIsGone_TheseAreSent()
    {
        await using var scene = new EngineScene();
        var first = await scene.Engine.RunAsync(await scene.RequestAsync(Revision.Noting("1", "true"), "a/1.zip"), Cancel);
        await File.WriteAllTextAsync(Path.Combine(Archive(scene, "w1", first.DeploymentId), "app/version.txt"), "forged", Cancel);
        Directory.Delete(Archive(scene, "w2", first.DeploymentId), recursive: true);

        var again = await scene.Engine.WaitAsync(await scene.Engine.RedeployAsync(EngineScene.Group, cancellationToken: Cancel), Cancel);

        again.Status.Should().Be(DeploymentStatus.Succeeded, again.Message);
        var messages = again.Targets.ToDictionary(target => target.Target, Download);
        messages["w1"].Should().StartWith("1 of 3 files were sent");
        messages["w2"].Should().BeEmpty("all was sent, as to a new target");
        messages["w3"].Should().StartWith("Nothing was sent");
        EngineScene.Targets.Select(scene.Installed).Should().OnlyContain(version => version == "1");
    }

    [Fact]
    public async Task RedeployAsync_NothingWasDeployed_IsRefused()
    {
        await using var scene = new EngineScene();

        var redeploying = () => scene.Engine.RedeployAsync(EngineScene.Group, cancellationToken: Cancel);

        (await redeploying.Should().ThrowAsync<DeploymentRefusedException>()).Which.Failure.Should().Be(DeploymentFailure.RevisionMissing);
    }

    private static string Download(TargetDeploymentResult target) => target.Events.Single(step => step.Event is LifecycleEvent.DownloadBundle).Message;

    private static string Archive(EngineScene scene, string target, string deployment) =>
        Directory.GetDirectories(scene.Directory.Combine(target, "state"), deployment, SearchOption.AllDirectories).Single() + "/deployment-archive";
}
