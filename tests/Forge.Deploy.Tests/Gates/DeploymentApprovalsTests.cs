using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests.Gates;

public sealed class DeploymentApprovalsTests : IAsyncDisposable
{
    private readonly EngineScene _scene = new(options =>
    {
        options.PollInterval = TimeSpan.FromMilliseconds(100);
        options.Groups[0].Gates.Add(new DeploymentGateOptions { Name = "release" });
        options.Groups[0].Gates.Add(new DeploymentGateOptions { Name = "canary", Stage = DeploymentStage.AfterFirstTarget });
    });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DeploymentApprovals Approvals => _scene.Services.GetRequiredService<DeploymentApprovals>();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Approve_WaitingDeployment_GoesOnFromStageToStage()
    {
        var id = await CreateAsync();

        var first = await WaitingAsync();
        await Approvals.ApproveAsync(first.Id, "ann", "looks good", Cancel);
        var second = await WaitingAsync("canary");
        var canary = _scene.Installed("w1");
        File.Exists(_scene.Directory.Combine("w2", "root/srv/app/version.txt")).Should().BeFalse("only the first target has it");
        await Approvals.ContinueAsync(id, "bob", Cancel);
        var result = await _scene.Engine.WaitAsync(id, Cancel);

        (first.Id, first.DeploymentId, first.Gate, second.Id, canary).Should().Be(("d-1/release", "d-1", "", "d-1/canary", "1"));
        (result.Status, result.Gates[0].By, result.Gates[0].Reason, result.Gates[1].By).Should().Be((DeploymentStatus.Succeeded, "ann", "looks good", "bob"));
        (await Approvals.ListAsync(Cancel).ToListAsync(Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Reject_WaitingDeployment_FailsWithWhoAndWhy()
    {
        var id = await CreateAsync();
        var question = await WaitingAsync();

        await Approvals.RejectAsync(question.Id, "ann", "it is Friday", Cancel);
        var result = await _scene.Engine.WaitAsync(id, Cancel);

        (result.Status, result.Failure).Should().Be((DeploymentStatus.Failed, DeploymentFailure.HookExecutionFailure));
        result.Message.Should().ContainAll("'release'", "'ann'", "it is Friday");
        await FluentActions.Awaiting(() => Approvals.ApproveAsync(question.Id, "bob", cancellationToken: Cancel)).Should().ThrowAsync<DeploymentRefusedException>().WithMessage("*was answered before, with no by 'ann'*");
    }

    [Fact]
    public async Task Stop_WaitingDeployment_EndsWithoutAnAnswer()
    {
        var id = await CreateAsync();
        var question = await WaitingAsync();

        await _scene.Engine.StopAsync(id, "ann", cancellationToken: Cancel);

        (await _scene.Engine.WaitAsync(id, Cancel)).Status.Should().Be(DeploymentStatus.Stopped);
        (await Approvals.ListAsync(Cancel).ToListAsync(Cancel)).Should().BeEmpty();
        await FluentActions.Awaiting(() => Approvals.ApproveAsync(question.Id, "bob", cancellationToken: Cancel)).Should().ThrowAsync<DeploymentRefusedException>().WithMessage("*has ended (Stopped)*");
    }

    [Fact]
    public async Task Create_MoreWaitForAPersonThanTheHostDrivesAtOnce_KeepsNoOtherGroupWaiting()
    {
        await using var scene = new EngineScene(options =>
        {
            options.MaxConcurrentDeployments = 1;
            options.PollInterval = TimeSpan.FromMilliseconds(100);
            options.Groups[0].Gates.Add(new DeploymentGateOptions { Name = "release" });
            options.Groups.Add(new DeploymentGroupOptions { Name = "other", Targets = { "w3" } });
        });
        var request = await scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip");
        var waiting = await scene.Engine.CreateAsync(request, Cancel);

        (await scene.Engine.RunAsync(request with { Group = "other" }, Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);
        (await scene.Engine.GetAsync(waiting, Cancel))!.Status.Should().BeOneOf(DeploymentStatus.Created, DeploymentStatus.InProgress);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Approve_AllSlotsAreTaken_HearsAWishToStopBeforeItsTurn(bool stops)
    {
        await using var scene = new EngineScene(options =>
        {
            options.MaxConcurrentDeployments = 1;
            options.PollInterval = TimeSpan.FromMilliseconds(100);
            options.Groups[0].Gates.Add(new DeploymentGateOptions { Name = "release" });
            options.Groups.Add(new DeploymentGroupOptions { Name = "other", Targets = { "w3" } });
        });
        var approvals = scene.Services.GetRequiredService<DeploymentApprovals>();
        var request = await scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip");
        var waiting = await scene.Engine.CreateAsync(request, Cancel);
        await Eventually.BeTrueAsync(async () => await approvals.ListAsync(Cancel).AnyAsync(Cancel), Cancel);
        using var hold = new TempDirectory();
        var held = await scene.RequestAsync(Revision.Noting("2", $"touch {hold.Path}/here; while [ ! -e {hold.Path}/go ] && [ -d {hold.Path} ]; do sleep 0.05; done"), "shop/2.zip");
        var busy = await scene.Engine.CreateAsync(held with { Group = "other" }, Cancel);
        await Eventually.BeTrueAsync(() => Task.FromResult(File.Exists(hold.Combine("here"))), Cancel);

        await approvals.ApproveAsync($"{waiting}/release", "ann", cancellationToken: Cancel);
        if (stops)
        {
            await scene.Engine.StopAsync(waiting, "ann", cancellationToken: Cancel);
            (await scene.Engine.WaitAsync(waiting, Cancel)).Status.Should().Be(DeploymentStatus.Stopped);
        }

        (await scene.Engine.GetAsync(busy, Cancel))!.Status.Should().Be(DeploymentStatus.InProgress);
        await File.WriteAllTextAsync(hold.Combine("go"), "", Cancel);
        (await scene.Engine.WaitAsync(busy, Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);
        (await scene.Engine.WaitAsync(waiting, Cancel)).Status.Should().Be(stops ? DeploymentStatus.Stopped : DeploymentStatus.Succeeded);
    }

    [Theory]
    [InlineData("d-1/other")]
    [InlineData("d-0/release")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a b/c")]
    public async Task Approve_UnknownQuestion_IsRefused(string id)
    {
        await CreateAsync();

        await FluentActions.Awaiting(() => Approvals.ApproveAsync(id, "ann", cancellationToken: Cancel)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Answer_NobodyOrNoReason_IsRefused()
    {
        await FluentActions.Awaiting(() => Approvals.ApproveAsync("d-1/release", " ", cancellationToken: Cancel)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => Approvals.RejectAsync("d-1/release", "ann", "", Cancel)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => Approvals.ContinueAsync("d-0", "ann", Cancel)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => Approvals.SkipWaitAsync("d-0", "ann", Cancel)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task SkipWait_DeploymentDoesNotBake_IsRefused()
    {
        var id = await CreateAsync();

        await FluentActions.Awaiting(() => Approvals.SkipWaitAsync(id, "ann", Cancel)).Should().ThrowAsync<DeploymentRefusedException>().WithMessage("*does not bake*");
    }

    [Fact]
    public async Task SkipWait_BakingDeployment_Succeeds()
    {
        await using var scene = new EngineScene(options => options.Groups[0].BakeTime = TimeSpan.FromHours(1));
        var id = await scene.Engine.CreateAsync(await scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip"), Cancel);
        await Eventually.BeTrueAsync(async () => (await scene.Engine.GetAsync(id, Cancel))!.Status is DeploymentStatus.Baking, Cancel);

        await scene.Services.GetRequiredService<DeploymentApprovals>().SkipWaitAsync(id, "ann", Cancel);
        var result = await scene.Engine.WaitAsync(id, Cancel);

        (result.Status, result.Bake!.SkippedBy).Should().Be((DeploymentStatus.Succeeded, "ann"));
    }

    [Fact]
    public async Task Create_GateIsNotRegistered_IsRefused()
    {
        await using var scene = new EngineScene(options => options.Groups[0].Gates.Add(new DeploymentGateOptions { Name = "release", Gate = "board" }));
        var request = await scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip");

        await FluentActions.Awaiting(() => scene.Engine.CreateAsync(request, Cancel)).Should().ThrowAsync<DeploymentRefusedException>().WithMessage("*asks the gate 'board', which is not registered*");
    }

    [Fact]
    public async Task Create_GateOfTheApplication_IsAskedWithTheDeployment()
    {
        DeploymentGateQuestion? asked = null;
        await using var scene = new EngineScene(
            options => options.Groups[0].Gates.Add(new DeploymentGateOptions { Name = "calendar", Gate = "calendar", Stage = DeploymentStage.BeforeEvent, Event = LifecycleEvent.Install }),
            extend: forge => forge.AddDeploymentGate("calendar", (_, question, _) =>
            {
                asked ??= question;
                return Task.FromResult(new DeploymentGateAnswer { Verdict = DeploymentGateVerdict.Approved, By = "calendar" });
            }));

        var result = await scene.Engine.RunAsync(await scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip"), Cancel);

        result.Status.Should().Be(DeploymentStatus.Succeeded);
        (asked!.Target, asked.Event, asked.Stage, asked.Application, asked.Revision).Should().Be(("w1", "Install", DeploymentStage.BeforeEvent, "shop", "shop/1.zip"));
        result.Gates.Select(gate => gate.Target).Should().Equal("w1", "w2", "w3");
    }

    private async Task<string> CreateAsync() =>
        await _scene.Engine.CreateAsync(await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip") with { DeploymentId = "d-1" }, Cancel);

    private async Task<DeploymentGateResult> WaitingAsync(string name = "release")
    {
        DeploymentGateResult? waiting = null;
        await Eventually.BeTrueAsync(
            async () => (waiting = await Approvals.ListAsync(Cancel).FirstOrDefaultAsync(one => one.Name == name, Cancel)) is not null, Cancel);
        return waiting!;
    }
}
