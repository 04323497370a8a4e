using System.Text;
using BenchmarkDotNet.Attributes;
using Forge.Build;
using Forge.Build.Planning;
<<<<<<< HEAD
using Forge.Build.Running;
=======
>>>>>>> main
using Forge.Build.Specs;

namespace Forge.Benchmarks;

<<<<<<< HEAD
/// <summary>Planning stands between a push and the first command. Packing is what goes into the environment beside the source.</summary>
[MemoryDiagnoser]
public class BuildPlannerBenchmarks
{
    private static readonly BuildRequest Request = new() { Project = "shop", Source = BuildSource.None };

    private static readonly BuildFacts Facts = new()
    {
        BuildId = "b-1",
        Number = 1,
        StartedAt = DateTimeOffset.UnixEpoch,
        SourceDirectory = "/codebuild/output/src",
    };

    private BuildSpec _spec = null!;
    private BuildPlan _plan = null!;

    [Params(3, 300)]
=======
/// <summary>Every build is planned once, and a dry run does nothing else. Compared with reading the file it is planned from.</summary>
[MemoryDiagnoser]
public class BuildPlannerBenchmarks
{
    private readonly BuildRequest _request = new() { Project = "shop", Source = BuildSource.FromDirectory("/src") };
    private readonly BuildFacts _facts = new() { BuildId = "b-1", Number = 1, StartedAt = DateTimeOffset.UnixEpoch, SourceDirectory = "/build/src" };
    private byte[] _bytes = [];
    private BuildSpec _spec = null!;

    [Params(8, 400)]
>>>>>>> main
    public int Commands { get; set; }

    [GlobalSetup]
    public void Setup()
    {
<<<<<<< HEAD
        var text = $"version: 0.2\nphases: {{build: {{commands: [{string.Join(", ", Enumerable.Range(0, Commands).Select(i => $"echo {i}"))}]}}}}";
        _spec = BuildSpecReader.Read("buildspec.yml", Encoding.UTF8.GetBytes(text), out _)!;
        _plan = Plan();
    }

    [Benchmark(Baseline = true)]
    public object PlanBuild() => Plan();

    [Benchmark]
    public long Pack()
    {
        using var packed = RunnerFiles.Pack(_plan, "/codebuild/output", DateTimeOffset.UnixEpoch);
        return packed.Length;
    }

    private BuildPlan Plan() => BuildPlanner.Plan(_spec, Request, Facts);
=======
        _bytes = Encoding.UTF8.GetBytes(Samples.BuildSpec(Commands));
        _spec = BuildSpecReader.Read("buildspec.yml", _bytes, out _)!;
    }

    [Benchmark(Baseline = true)]
    public object? Read() => BuildSpecReader.Read("buildspec.yml", _bytes, out _);

    [Benchmark]
    public object Plan() => BuildPlanner.Plan(_spec, _request, _facts);
>>>>>>> main
}
