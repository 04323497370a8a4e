using System.Text;
using BenchmarkDotNet.Attributes;
using Forge.Build;
using Forge.Build.Planning;
using Forge.Build.Specs;

namespace Forge.Benchmarks;

/// <summary>Every build is planned once, and a dry run does nothing else. Compared with reading the file it is planned from.</summary>
[MemoryDiagnoser]
public class BuildPlannerBenchmarks
{
    private readonly BuildDefinition _definition =
        BuildDefinitionPlanner.Plan(new BuildProject { Name = "shop" }, new BuildRequest { Project = "shop", Source = BuildSource.FromDirectory("/src") });
    private readonly BuildFacts _facts = new() { BuildId = "b-1", Number = 1, StartedAt = DateTimeOffset.UnixEpoch, SourceDirectory = "/build/src" };
    private byte[] _bytes = [];
    private BuildSpec _spec = null!;

    [Params(8, 400)]
    public int Commands { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _bytes = Encoding.UTF8.GetBytes(Samples.BuildSpec(Commands));
        _spec = BuildSpecReader.Read("buildspec.yml", _bytes, out _)!;
    }

    [Benchmark(Baseline = true)]
    public object? Read() => BuildSpecReader.Read("buildspec.yml", _bytes, out _);

    [Benchmark]
    public object Plan() => BuildPlanner.Plan(_spec, _definition, _facts);
}
