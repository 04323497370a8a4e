using Forge.Pipelines.Schedules;
using Forge.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Pipelines.Tests.Schedules;

public sealed class ScheduleDriverTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Advance_TimeComes_StartsOneBuildOfTheVersion()
    {
        await using var host = new TriggerHost();
        var sut = CreateSut(host);

        (await sut.AdvanceAsync(Noon, Cancel)).Should().Be(Noon.AddHours(1));
        (await host.DefinitionsAsync()).Should().BeEmpty();
        await sut.AdvanceAsync(Noon.AddHours(1), Cancel);
        await sut.AdvanceAsync(Noon.AddMinutes(61), Cancel);

        var definition = (await host.DefinitionsAsync()).Should().ContainSingle().Subject;
        definition.GetProperty("initiator").GetString().Should().Be("schedule/hourly");
        definition.GetProperty("source").GetProperty("version").GetString().Should().Be("stable");
        definition.GetProperty("timeout").GetString().Should().Be("00:10:00");
    }

    [Fact]
    public async Task Advance_HostWasDown_MakesUpForWhatItMissedWithOneBuild()
    {
        await using var host = new TriggerHost();
        await CreateSut(host).AdvanceAsync(Noon, Cancel);

        var later = CreateSut(host);
        await later.AdvanceAsync(Noon.AddHours(30.5), Cancel);
        await later.AdvanceAsync(Noon.AddHours(30.6), Cancel);

        (await host.DefinitionsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Advance_TwoHosts_StartOneBuild()
    {
        await using var host = new TriggerHost();
        var (one, two) = (CreateSut(host), CreateSut(host));
        await one.AdvanceAsync(Noon, Cancel);
        await two.AdvanceAsync(Noon, Cancel);

        await Task.WhenAll(one.AdvanceAsync(Noon.AddHours(1), Cancel), two.AdvanceAsync(Noon.AddHours(1), Cancel));

        (await host.DefinitionsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Advance_CrashBetweenStartAndRecord_FindsTheSameBuild()
    {
        await using var host = new TriggerHost();
        await CreateSut(host).AdvanceAsync(Noon, Cancel);
        await host.Builds.StartAsync(
            new Build.BuildRequest { Project = "shop", BuildId = DerivedBuildId.Of("schedule", "hourly", "2026-01-01T13:00:00.0000000Z") }, Cancel);

        await CreateSut(host).AdvanceAsync(Noon.AddHours(1), Cancel);

        (await host.DefinitionsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Advance_ExpressionChanged_DoesNotMakeUpForThePast()
    {
        await using var host = new TriggerHost();
        await CreateSut(host).AdvanceAsync(Noon, Cancel);

        await CreateSut(host, "*/5 * * * *").AdvanceAsync(Noon.AddHours(5), Cancel);

        (await host.DefinitionsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Advance_ProjectCannotBeBuilt_WaitsForTheNextTime()
    {
        await using var host = new TriggerHost(TriggerHost.Project() with { Executor = "gone" });
        var sut = CreateSut(host);
        await sut.AdvanceAsync(Noon, Cancel);

        (await sut.AdvanceAsync(Noon.AddHours(1), Cancel)).Should().Be(Noon.AddHours(2));

        (await host.DefinitionsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Run_InAHost_StartsBuildsByTheClock()
    {
        await using var host = new TriggerHost(configure: builder => builder.AddBuildSchedules(options => options.Schedules.Add(
            new ScheduleOptions { Name = "often", Cron = "* * * * * *", Project = "shop" })));
        var worker = host.GetAll<IHostedService>().OfType<ScheduleWorker>().Single();

        await worker.StartAsync(Cancel);
        await Eventually.BeTrueAsync(async () => (await host.DefinitionsAsync()).Count > 0, Cancel);
        await worker.StopAsync(Cancel);
    }

    private static ScheduleDriver CreateSut(TriggerHost host, string cron = "0 * * * *") => new(
        new ScheduleOptions { Name = "hourly", Cron = cron, Project = "shop", SourceVersion = "stable", Timeout = TimeSpan.FromMinutes(10) },
        host.Builds,
        host.Journal,
        NullLogger.Instance);
}
