using System.Diagnostics;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests.Killing;

/// <summary>A real host, killed with SIGKILL at random moments of real deployments and started again each time.</summary>
public sealed class HostKilledTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromMilliseconds(1200);

    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Host_KilledAtRandomMoments_LosesRepeatsAndReordersNothing()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await DeployingHost.PrepareAsync(_directory.Path);

        var kills = 0;
        while (kills < DeployingHost.Kills && !await LiveAsync(random.NextDouble() * LongestLife))
        {
            kills++;
        }

        await LiveAsync(Timeout.InfiniteTimeSpan);

        output.WriteLine($"{kills} kills");
        kills.Should().Be(DeployingHost.Kills, "the deployments must outlast the kills, or this test proves less than it says");
        await CheckAsync();
    }

    // Starts a host, lets it live for a while after it has started, and kills it. True when it finished before.
    private async Task<bool> LiveAsync(TimeSpan life)
    {
        using var host = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(HostKilledTests).Assembly.Location, DeployingHost.Command, _directory.Path },
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
            // Only the host: what it has started on the targets lives on, as it would on another machine.
            host.Kill();
            await host.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task CheckAsync()
    {
        await using var services = DeployingHost.CreateServices(_directory.Path);
        var engine = services.GetRequiredService<DeploymentEngine>();
        var ids = await engine.ListAsync(Cancel).ToListAsync(Cancel);
        var notes = (await File.ReadAllLinesAsync(DeployingHost.Notes(_directory.Path), Cancel)).Select(line => line.Split(' ')).ToList();
        notes.Select(note => note[3]).Should().OnlyHaveUniqueItems("no step ran twice");

        ids.Should().HaveCount(DeployingHost.Deployments + (DeployingHost.Deployments / 2), "every bad deployment has one rollback");
        var installed = new HashSet<string>();
        foreach (var id in Enumerable.Reverse(ids))
        {
            var result = (await engine.GetAsync(id, Cancel))!;
            await CheckJournalAsync(engine, id);
            CheckWaits(result);
            CheckNotes(result, notes, installed);
        }

        for (var i = 1; i <= DeployingHost.Deployments; i++)
        {
            var result = (await engine.GetAsync(DeployingHost.Id(i), Cancel))!;
            result.Status.Should().Be(DeployingHost.IsBad(i) ? DeploymentStatus.Failed : DeploymentStatus.Succeeded, result.Message);
        }

        DeployingHost.Targets.Select(target => File.ReadAllText(_directory.Combine(target, "root/srv/app/version.txt"))).Should().AllBe($"{DeployingHost.Deployments - 1}");
    }

    // Every event begins once and ends once, in the order of the lifecycle.
    private static async Task CheckJournalAsync(DeploymentEngine engine, string id)
    {
        var progress = await engine.FollowAsync(id, Cancel).ToListAsync(Cancel);
        foreach (var target in DeployingHost.Targets)
        {
            var events = progress.Where(one => one.Target == target).Select(one => (one.Event!.Value, Begins: one.Status == "InProgress")).ToList();
            var reached = events.Count / 2;
            events.Should().Equal(Deploy.Planning.LifecyclePlanner.InPlace.Take(reached).SelectMany(name => new[] { (name, true), (name, false) }));
        }
    }

    // Every question has one answer in the journal, and no bake was cut short.
    private void CheckWaits(DeploymentResult result)
    {
        string[] expected = result.RollbackOf is not null ? [] : result.Status is DeploymentStatus.Succeeded ? ["release", "success"] : ["release"];
        result.Gates.Select(gate => gate.Name).Should().Equal(expected);
        result.Gates.Where(gate => gate.Verdict is not DeploymentGateVerdict.Approved).Should().BeEmpty();
        result.Gates.Select(gate => gate.Id).Except(File.ReadAllLines(DeployingHost.Questions(_directory.Path))).Should().BeEmpty("whoever answered was asked");
        if (result is { Status: DeploymentStatus.Succeeded, RollbackOf: null })
        {
            result.Bake!.Observed.Should().Be(DeployingHost.BakeTime);
        }
    }

    // The scripts' own notes name exactly the events that the journal says have run, in its order.
    private static void CheckNotes(DeploymentResult result, List<string[]> notes, HashSet<string> installed)
    {
        foreach (var target in result.Targets)
        {
            var ran = target.Events
                .Where(e => e.Status is LifecycleEventStatus.Succeeded or LifecycleEventStatus.Failed)
                .Where(e => e.Event is not (LifecycleEvent.DownloadBundle or LifecycleEvent.Install))
                .Where(e => e.Event is not LifecycleEvent.ApplicationStop || installed.Contains(target.Target))
                .Select(e => e.Event.ToString());
            notes.Where(note => note[0] == result.DeploymentId && note[1] == target.Target).Select(note => note[2]).Should().Equal(ran, $"{result.DeploymentId} on {target.Target}");
            if (target.Events.Any(e => e is { Event: LifecycleEvent.Install, Status: LifecycleEventStatus.Succeeded }))
            {
                installed.Add(target.Target);
            }
        }
    }
}
