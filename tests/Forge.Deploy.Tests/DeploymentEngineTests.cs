using Forge.Artifacts;
using Forge.Deploy.Planning;

namespace Forge.Deploy.Tests;

public sealed class DeploymentEngineTests : IAsyncDisposable
{
    private const string Note = "echo \"$TARGET $LIFECYCLE_EVENT $DEPLOYMENT_ID\" >> \"$NOTES\"";

    private readonly EngineScene _scene = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Run_GoodRevision_IsInstalledOnEveryTargetOneAfterTheOther()
    {
        var result = await _scene.Engine.RunAsync(await _scene.RequestAsync(Revision.Noting("1", Note), "shop/1.zip") with { DeploymentId = "d-1" }, Cancel);

        (result.Status, result.Message).Should().Be((DeploymentStatus.Succeeded, ""));
        EngineScene.Targets.Select(_scene.Installed).Should().AllBe("1");
        string[] events = ["BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService"];
        _scene.ReadNotes().Should().Equal(EngineScene.Targets.SelectMany(target => events.Select(name => $"{target} {name} d-1")));
    }

    [Fact]
    public async Task Run_BadSecondRevision_IsRolledBackToTheFirst()
    {
        await _scene.Engine.RunAsync(await _scene.RequestAsync(Revision.Noting("1", Note), "shop/1.zip") with { DeploymentId = "d-1" }, Cancel);
        var bad = Revision.Noting("2", $"{Note}\n[ $LIFECYCLE_EVENT != ValidateService ] || {{ echo 'no answer on port 80'; exit 7; }}");

        var failed = await _scene.Engine.RunAsync(await _scene.RequestAsync(bad, "shop/2.zip") with { DeploymentId = "d-2" }, Cancel);
        var rollback = await _scene.Engine.WaitAsync(failed.RollbackDeploymentId!, Cancel);

        (failed.Status, failed.Failure, rollback.Status, rollback.RollbackOf).Should().Be(
            (DeploymentStatus.Failed, DeploymentFailure.HealthConstraints, DeploymentStatus.Succeeded, "d-2"));
        failed.Message.Should().ContainAll("'w1'", "ValidateService", "scripts/hook.sh", "7", "no answer on port 80");
        failed.Targets.Select(target => target.Status).Should().Equal(TargetStatus.Failed, TargetStatus.Skipped, TargetStatus.Skipped);
        EngineScene.Targets.Select(_scene.Installed).Should().AllBe("1");
        var notes = _scene.ReadNotes();
        notes.Should().Contain("w1 ApplicationStop d-2", "the first revision's own script stops it");
        notes.Should().Contain($"w1 ApplicationStop {rollback.DeploymentId}").And.Contain($"w3 ValidateService {rollback.DeploymentId}");
        notes.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Run_HookAsksForItsVariables_FindsThoseOfTheReference()
    {
        var revision = Revision.Noting("1", """
            [ $LIFECYCLE_EVENT = AfterInstall ] || exit 0
            echo "$APPLICATION_NAME|$DEPLOYMENT_GROUP_NAME|$DEPLOYMENT_GROUP_ID|$BUNDLE_BUCKET|$BUNDLE_KEY|$BUNDLE_ETAG" >> "$NOTES"
            """);
        var request = await _scene.RequestAsync(revision, "shop/1.zip");

        var result = await _scene.Engine.RunAsync(request, Cancel);

        _scene.ReadNotes().Should().HaveCount(3).And.AllBe($"shop|web|web|fake|shop/1.zip|{result.Digest}");
    }

    [Fact]
    public async Task Follow_Deployment_TellsEverythingInOrder()
    {
        var id = await _scene.Engine.CreateAsync(await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip"), Cancel);

        var progress = await _scene.Engine.FollowAsync(id, Cancel).ToListAsync(Cancel);

        progress[0].Status.Should().Be("Created");
        progress[^1].Should().Match<DeploymentProgress>(last => last.Target == null && last.Status == "Succeeded");
        progress.Where(one => one is { Target: "w2", Status: "Succeeded" }).Select(one => one.Event).Should().Equal(Deploy.Planning.LifecyclePlanner.InPlace.Cast<LifecycleEvent?>());
        progress.Should().BeInAscendingOrder(one => one.At);
        (await _scene.Engine.ListAsync(Cancel).ToListAsync(Cancel)).Should().Equal(id);
    }

    [Fact]
    public async Task Create_TheSameIdTwice_IsOneDeployment()
    {
        var request = await _scene.RequestAsync(Revision.Noting("1", Note), "shop/1.zip") with { DeploymentId = "d-1" };

        var first = await _scene.Engine.RunAsync(request, Cancel);
        var second = await _scene.Engine.RunAsync(request, Cancel);

        second.Should().BeEquivalentTo(first);
        _scene.ReadNotes().Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Create_TheSameIdForSomethingElse_IsRefused()
    {
        var request = await _scene.RequestAsync(Revision.Noting("1", Note), "shop/1.zip") with { DeploymentId = "d-1" };
        await _scene.Engine.CreateAsync(request, Cancel);

        var act = async () => await _scene.Engine.CreateAsync(request with { Revision = Artifacts.ArtifactKey.Parse("shop/2.zip") }, Cancel);

        (await act.Should().ThrowAsync<DeploymentRefusedException>()).WithMessage("*'d-1' is taken by a deployment of 'shop/1.zip' to 'web'*");
        await _scene.Engine.WaitAsync("d-1", Cancel);
    }

    [Fact]
    public async Task Create_WhileAnotherDeploymentIsActive_IsRefusedAndSaysWhich()
    {
        var block = Revision.Noting("1", "while [ ! -e \"$NOTES.go\" ] && [ -d \"${NOTES%/*}\" ]; do sleep 0.05; done");
        var request = await _scene.RequestAsync(block, "shop/1.zip") with { DeploymentId = "d-1", Creator = "ann" };
        await _scene.Engine.CreateAsync(request, Cancel);

        var act = async () => await _scene.Engine.CreateAsync(request with { DeploymentId = null }, Cancel);

        var refused = (await act.Should().ThrowAsync<DeploymentRefusedException>()).Which;
        refused.Failure.Should().Be(DeploymentFailure.ResourceLimitExceeded);
        refused.Message.Should().ContainAll("'d-1'", "'ann'", "'web'", "one deployment at a time");
        await File.WriteAllTextAsync($"{_scene.Notes}.go", "", Cancel);
        (await _scene.Engine.WaitAsync("d-1", Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);
    }

    [Fact]
    public async Task Create_AHundredAtOnce_ExactlyOneIsTaken()
    {
        var request = await _scene.RequestAsync(Revision.Noting("1", "while [ ! -e \"$NOTES.go\" ] && [ -d \"${NOTES%/*}\" ]; do sleep 0.05; done"), "shop/1.zip");

        var attempts = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            try
            {
                return await _scene.Engine.CreateAsync(request, Cancel);
            }
            catch (DeploymentRefusedException)
            {
                return null;
            }
        }));

        var id = attempts.Should().ContainSingle(id => id != null).Subject!;
        await _scene.GoAsync();
        await _scene.Engine.WaitAsync(id, Cancel);
    }

    [Theory]
    [InlineData("wb", "shop/1.zip", null, DeploymentFailure.DeploymentGroupMissing, "Did you mean 'web'?")]
    [InlineData("other", "shop/1.zip", null, DeploymentFailure.DeploymentGroupMissing, "There are: 'web'.")]
    [InlineData("web", "shop/9.zip", null, DeploymentFailure.RevisionMissing, "no revision 'shop/9.zip' in the artifact store 'fake'")]
    [InlineData("web", "shop/1.zip", "OneAtATime", DeploymentFailure.HealthConstraintsInvalid, "'CodeDeployDefault.OneAtATime'")]
    public async Task Create_SomethingDoesNotExist_IsRefusedAndNamesWhatDoes(
        string group, string revision, string? configuration, DeploymentFailure failure, string expected)
    {
        await Revision.Noting("1", "true").StoreAsync(_scene.Store, "shop/1.zip");
        var request = new DeploymentRequest { Group = group, Revision = Artifacts.ArtifactKey.Parse(revision), Configuration = configuration };

        var refused = (await FluentActions.Awaiting(() => _scene.Engine.CreateAsync(request, Cancel)).Should().ThrowAsync<DeploymentRefusedException>()).Which;

        refused.Failure.Should().Be(failure);
        refused.Message.Should().Contain(expected);
        (await _scene.Engine.ListAsync(Cancel).ToListAsync(Cancel)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("version: 0.0\nos: linux\nfiles:\n  - source: nothing\n    destination: /d\n", "appspec.yml(4,5): error: The source 'nothing' is not in the revision")]
    [InlineData("version: 1.0\nos: linux\n", "appspec.yml(1,10): error")]
    [InlineData(null, "no appspec.yml at its top. Its top holds 'app'.")]
    public async Task Create_AppSpecCannotBeDeployed_IsRefusedWithItsProblems(string? appSpec, string expected)
    {
        var revision = new Revision().File("app/f", "x");
        var request = await _scene.RequestAsync(appSpec is null ? revision : revision.File("appspec.yml", appSpec), "shop/1.zip");

        (await FluentActions.Awaiting(() => _scene.Engine.CreateAsync(request, Cancel)).Should().ThrowAsync<SpecException>()).WithMessage($"*{expected}*");
    }

    [Fact]
    public async Task Create_RevisionIsNoArchive_IsRefused()
    {
        using var content = new MemoryStream("not a zip"u8.ToArray());
        var key = (await _scene.Store.PutAsync(Artifacts.ArtifactKey.Parse("shop/1.zip"), content, Cancel)).Key;

        var act = async () => await _scene.Engine.CreateAsync(new DeploymentRequest { Group = "web", Revision = key }, Cancel);

        (await act.Should().ThrowAsync<DeploymentRefusedException>()).Which.Failure.Should().Be(DeploymentFailure.InvalidRevision);
    }

    [Fact]
    public async Task Create_RollbacksRevisionIsGone_IsRefusedBeforeAnythingStarts()
    {
        var first = await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip");
        await _scene.Engine.RunAsync(first, Cancel);
        await _scene.Store.DeleteAsync(first.Revision, Cancel);
        var second = await _scene.RequestAsync(Revision.Noting("2", "true"), "shop/2.zip");

        var refused = (await FluentActions.Awaiting(() => _scene.Engine.CreateAsync(second, Cancel)).Should().ThrowAsync<DeploymentRefusedException>()).Which;

        refused.Failure.Should().Be(DeploymentFailure.RevisionMissing);
        refused.Message.Should().Contain("could not be rolled back").And.Contain("'shop/1.zip'");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("-a")]
    public async Task Create_IdCannotNameAFolder_IsRefused(string id) =>
        await FluentActions.Awaiting(async () => await _scene.Engine.CreateAsync(await _scene.RequestAsync(Revision.Noting("1", ""), "a") with { DeploymentId = id }, Cancel))
            .Should().ThrowAsync<ArgumentException>();

    [Fact]
    public async Task Create_CreatorOrDescriptionBreaksARule_IsRefused()
    {
        var request = await _scene.RequestAsync(Revision.Noting("1", ""), "a");

        await FluentActions.Awaiting(() => _scene.Engine.CreateAsync(request with { Creator = " " }, Cancel)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => _scene.Engine.CreateAsync(request with { Description = new string('x', 257) }, Cancel)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Stop_DuringADeployment_FinishesTheEventAndEnds()
    {
        var block = Revision.Noting("1", "echo $TARGET >> \"$NOTES\"\nwhile [ ! -e \"$NOTES.go\" ] && [ -d \"${NOTES%/*}\" ]; do sleep 0.05; done");
        var id = await _scene.Engine.CreateAsync(await _scene.RequestAsync(block, "shop/1.zip"), Cancel);
        await foreach (var progress in _scene.Engine.FollowAsync(id, Cancel))
        {
            if (progress is { Event: LifecycleEvent.BeforeInstall, Status: "InProgress" })
            {
                break;
            }
        }

        await _scene.Engine.StopAsync(id, "ann", cancellationToken: Cancel);
        await File.WriteAllTextAsync($"{_scene.Notes}.go", "", Cancel);
        var result = await _scene.Engine.WaitAsync(id, Cancel);

        (result.Status, result.Failure).Should().Be((DeploymentStatus.Stopped, DeploymentFailure.ManualStop));
        _scene.ReadNotes().Should().Equal("w1");
        (await FluentActions.Awaiting(() => _scene.Engine.StopAsync(id, "ann", cancellationToken: Cancel)).Should().ThrowAsync<DeploymentRefusedException>()).WithMessage("*has ended (Stopped)*");
    }

    [Fact]
    public async Task Run_AlarmOfTheGroupIsRaised_StopsBeforeTheFirstTarget()
    {
        await using var scene = new EngineScene(
            options => options.Groups[0].Alarms.Add("errors"), extend: forge => forge.AddAlarm("errors", (_, _) => Task.FromResult(AlarmState.Alarm)));
        var request = await scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip");

        var stopped = await scene.Engine.RunAsync(request, Cancel);
        var unasked = await scene.Engine.RunAsync(request with { Alarms = [] }, Cancel);

        (stopped.Status, stopped.Failure, unasked.Status).Should().Be((DeploymentStatus.Stopped, DeploymentFailure.AlarmActive, DeploymentStatus.Succeeded));
        stopped.Targets.Should().OnlyContain(target => target.Status == TargetStatus.Skipped);
    }

    [Fact]
    public async Task Create_UnknownAlarm_IsRefused()
    {
        var request = (await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip")) with { Alarms = ["errors"] };

        (await FluentActions.Awaiting(() => _scene.Engine.CreateAsync(request, Cancel)).Should().ThrowAsync<DeploymentRefusedException>().WithMessage("There is no alarm 'errors'.*"))
            .Which.Failure.Should().Be(DeploymentFailure.ResourceNotFound);
    }

    [Fact]
    public async Task Plan_TellsWhatWouldBeDoneAndDoesNothing()
    {
        var revision = new Revision().File("appspec.yml", """
            version: 0.0
            os: linux
            files:
              - source: app
                destination: /srv/app
            permissions:
              - object: /srv/app
                mode: 640
            hooks:
              AfterInstall:
                - location: after.sh
                  timeout: 60
                  runas: shop
            """).File("app/a", "a").Script("after.sh", "true");

        var plan = await _scene.Engine.PlanAsync(await _scene.RequestAsync(revision, "shop/1.zip"), Cancel);

        (plan.MinimumHealthyHosts, plan.MostAtOnce, plan.RollbackTo, plan.ActiveDeploymentId).Should().Be((2, 1, null, null));
        plan.Targets.Should().Equal(EngineScene.Targets);
        plan.Directories.Should().Equal("/srv", "/srv/app");
        plan.Files.Should().Equal(new PlannedFile { Source = "app/a", Destination = "/srv/app/a", Mode = "640", Owner = null, Group = null });
        plan.Events.Select(planned => planned.Event).Should().Equal(LifecyclePlanner.InPlace);
        plan.Events.SelectMany(planned => planned.Scripts).Should().Equal(new PlannedScript { Location = "after.sh", Timeout = TimeSpan.FromSeconds(60), RunAs = "shop" });
        (await _scene.Engine.ListAsync(Cancel).ToListAsync(Cancel)).Should().BeEmpty();
        (await _scene.Engine.ListForGroupAsync(EngineScene.Group, Cancel).ToListAsync(Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task RollBack_BringsBackTheLastRevisionThatIsAnother()
    {
        await _scene.Engine.RunAsync(await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip") with { DeploymentId = "d-1" }, Cancel);
        await _scene.Engine.RunAsync(await _scene.RequestAsync(Revision.Noting("2", "true"), "shop/2.zip") with { DeploymentId = "d-2" }, Cancel);
        var again = await _scene.Engine.RetryAsync("d-2", "ann", Cancel);
        await _scene.Engine.WaitAsync(again, Cancel);

        var back = await _scene.Engine.RollBackAsync(EngineScene.Group, cancellationToken: Cancel);

        (await _scene.Engine.WaitAsync(back, Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);
        EngineScene.Targets.Select(_scene.Installed).Should().AllBe("1");
        (await _scene.Engine.ListForGroupAsync(EngineScene.Group, Cancel).Select(ended => (ended.DeploymentId, ended.Creator)).ToListAsync(Cancel))
            .Should().Equal((back, "user"), (again, "ann"), ("d-2", "user"), ("d-1", "user"));
    }

    [Fact]
    public async Task RollBack_NowhereToGo_IsRefusedAndSaysWhy()
    {
        var rollingBack = (string? to) =>
            FluentActions.Awaiting(() => _scene.Engine.RollBackAsync(EngineScene.Group, to, cancellationToken: Cancel)).Should().ThrowAsync<DeploymentRefusedException>();
        await rollingBack(null).WithMessage("*'web' has no earlier revision to go back to*");
        await _scene.Engine.RunAsync(await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip") with { DeploymentId = "d-1" }, Cancel);
        await _scene.Engine.RunAsync(await _scene.RequestAsync(Revision.Noting("2", "exit 1"), "shop/2.zip") with { DeploymentId = "d-2", AutoRollback = RollbackTriggers.None }, Cancel);

        await rollingBack("d-2").WithMessage("*'d-2'*no successful deployment of this group. There are: *'d-1'*");
        await _scene.Engine.RunAsync(await _scene.RequestAsync(Revision.Noting("3", "true"), "shop/3.zip"), Cancel);
        await _scene.Store.DeleteAsync(ArtifactKey.Parse("shop/1.zip"), Cancel);
        await _scene.RequestAsync(Revision.Noting("4", "true"), "shop/1.zip");
        await rollingBack("d-1").WithMessage("*was replaced in the artifact store*");
    }

    [Fact]
    public async Task Wait_UnknownDeployment_IsRefused()
    {
        await FluentActions.Awaiting(() => _scene.Engine.WaitAsync("d-0", Cancel)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => _scene.Engine.StopAsync("a b", "ann", cancellationToken: Cancel)).Should().ThrowAsync<ArgumentException>();

        (await _scene.Engine.GetAsync("d-0", Cancel)).Should().BeNull();
    }
}
