using BenchmarkDotNet.Attributes;
using Forge.Deploy;
using Forge.Deploy.Driving;
using Forge.Deploy.Planning;

namespace Forge.Benchmarks;

/// <summary>The decider runs after every lifecycle event of every target; its work grows with the fleet, so a whole deployment's grows with the square.</summary>
[MemoryDiagnoser]
public class DeploymentDeciderBenchmarks
{
    private DeploymentState _begun = null!;
    private DeploymentState _halfway = null!;

    [Params(3, 1000)]
    public int Targets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var created = new DeploymentCreated
        {
            DeploymentId = "d-1",
            Group = "web",
            Application = "shop",
            Store = "files",
            Revision = "shop/1.zip",
            Digest = "",
            Scripted = [LifecycleEvent.AfterInstall],
            Targets = [.. Enumerable.Range(0, Targets).Select(i => new DeploymentTarget($"w{i}", true))],
            Configuration = "CodeDeployDefault.HalfAtATime",
            MinimumHealthy = Targets - (Targets / 2),
            Creator = "user",
        };
        _begun = DeploymentState.From(created, DateTimeOffset.UnixEpoch);
        _halfway = _begun.Apply(
            Enumerable.Range(0, Targets / 2).SelectMany(i => LifecyclePlanner.InPlace.SelectMany(name => new DeploymentEvent[]
            {
                new StepStarted($"w{i}", name, 1), new StepEnded($"w{i}", name, LifecycleEventStatus.Succeeded),
            })),
            DateTimeOffset.UnixEpoch);
    }

    [Benchmark(Baseline = true)]
    public int NextAtTheBeginning() => DeploymentDecider.Next(_begun).Count;

    [Benchmark]
    public int NextHalfway() => DeploymentDecider.Next(_halfway).Count;

    [Benchmark]
    public object ApplyOneEvent() => _begun.Apply(new StepStarted("w0", LifecycleEvent.ApplicationStop, 1), DateTimeOffset.UnixEpoch);
}
