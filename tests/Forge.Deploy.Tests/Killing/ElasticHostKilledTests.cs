using System.Diagnostics;
using Forge.Deploy.Inventories;
using Forge.Deploy.Planning;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests.Killing;

/// <summary>A real host of an elastic group, killed with SIGKILL at random moments while targets come and go, and started again each time.</summary>
public sealed class ElasticHostKilledTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 15;
    private static readonly TimeSpan LongestLife = TimeSpan.FromMilliseconds(1000);

    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Host_KilledWhileTargetsComeAndGo_ForgetsNoneAndRepeatsNothing()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await ElasticHost.PrepareAsync(_directory.Path);

        var kills = 0;
        while (kills < Kills && !await LiveAsync(random.NextDouble() * LongestLife))
        {
            kills++;
        }

        await LiveAsync(Timeout.InfiniteTimeSpan);

        output.WriteLine($"{kills} kills");
        kills.Should().Be(Kills, "the plan must outlast the kills, or this test proves less than it says");
        await CheckAsync();
    }

    // True when the host finished before it was killed.
    private async Task<bool> LiveAsync(TimeSpan life)
    {
        using var host = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(ElasticHostKilledTests).Assembly.Location, ElasticHost.Command, _directory.Path },
            RedirectStandardOutput = true,
        })!;
        try
        {
            (await host.StandardOutput.ReadLineAsync(Cancel)).Should().Be("started");
            using var lifetime = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            lifetime.CancelAfter(life);
            await host.WaitForExitAsync(lifetime.Token);
            host.ExitCode.Should().Be(0);
            return true;
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task CheckAsync()
    {
        await using var services = ElasticHost.CreateServices(_directory.Path);
        var engine = services.GetRequiredService<DeploymentEngine>();
        var results = await engine.ListForGroupAsync(ElasticHost.Group, Cancel).ToListAsync(Cancel);
        var notes = (await File.ReadAllLinesAsync(ElasticHost.Notes(_directory.Path), Cancel)).Select(line => line.Split(' ')).ToList();

        results.Should().OnlyContain(result => result.Status == DeploymentStatus.Succeeded, "no revision is bad");
        notes.Select(note => note[3]).Should().OnlyHaveUniqueItems("no step ran twice");
        foreach (var result in results)
        {
            await CheckJournalAsync(engine, result);
        }

        var joins = results.Where(result => result is { Creator: JoinPlanner.NewTargetCreator, RevisionOf: not null }).ToList();
        joins.Where(result => result.Targets[0].Events.Count == LifecyclePlanner.InPlace.Count).Select(result => result.Targets.Single().Target)
            .Should().OnlyHaveUniqueItems("a target gets its first revision once");
        joins.Where(result => result.Targets[0].Events.Count == LifecyclePlanner.Termination.Count).Select(result => result.Targets.Single().Target)
            .Should().Equal("t2");
        (await services.GetRequiredService<TargetRegistry>().ListAsync(Cancel)).Select(target => target.Target.Name).Should().Equal("t1", "t3", "t4", "t5", "t6");
        foreach (var target in Enumerable.Range(1, ElasticHost.Targets))
        {
            var installed = await File.ReadAllTextAsync(_directory.Combine($"t{target}", "root/srv/app/version.txt"), Cancel);
            installed.Should().Be(target == 2 ? "2" : "3");
        }

        // By the scripts' own notes: whoever has a revision was given it by one deployment only.
        notes.Where(note => note[2] is "ApplicationStart").GroupBy(note => (note[1], note[0])).Should().OnlyContain(same => same.Count() == 1);
    }

    private static async Task CheckJournalAsync(DeploymentEngine engine, DeploymentResult result)
    {
        var progress = await engine.FollowAsync(result.DeploymentId, Cancel).ToListAsync(Cancel);
        foreach (var target in result.Targets)
        {
            var events = progress.Where(one => one.Target == target.Target).Select(one => (one.Event!.Value, Begins: one.Status == "InProgress")).ToList();
            events.Should().Equal(target.Events.SelectMany(name => new[] { (name.Event, true), (name.Event, false) }), result.DeploymentId);
        }
    }
}
