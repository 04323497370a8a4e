using BenchmarkDotNet.Attributes;
using Forge.Deploy;
using Forge.Deploy.Driving;

namespace Forge.Benchmarks;

/// <summary>The decider runs after every recorded event, so a deployment costs decisions times targets: it must not grow faster than the fleet.</summary>
[MemoryDiagnoser]
public class DeploymentDeciderBenchmarks
{
    private DeploymentState _created = null!;

    [Params(3, 50, 500)]
    public int Targets { get; set; }

    [GlobalSetup]
    public void Setup() => _created = DeploymentState.From(Samples.Deployment(Targets), DateTimeOffset.UnixEpoch);

    [Benchmark(Baseline = true)]
    public int OneDecision() => DeploymentDecider.Next(_created).Count;

    /// <summary>Carries a deployment through to its end; every step succeeds at once.</summary>
    [Benchmark]
    public long WholeDeployment()
    {
        var state = _created;
        while (DeploymentDecider.Next(state) is { Count: > 0 } decided)
        {
            state = state.Apply(decided, DateTimeOffset.UnixEpoch);
            state = state.Apply(
                [.. state.OpenSteps.Select(step => new StepEnded(step.Target, step.Event, LifecycleEventStatus.Succeeded))], DateTimeOffset.UnixEpoch);
        }

        return state.Sequence;
    }
}
