using BenchmarkDotNet.Attributes;
using Forge.Deploy.Planning;
using Forge.Deploy.Specs;

namespace Forge.Benchmarks;

/// <summary>The Install event is planned once for each target; a revision may have thousands of files and permissions match each of them.</summary>
[MemoryDiagnoser]
public class DeploymentPlannerBenchmarks
{
    private BundleTree _tree = new([]);
    private AppSpec _plain = null!;
    private AppSpec _withPermissions = null!;

    [Params(100, 10_000)]
    public int Files { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _tree = new BundleTree(Enumerable.Range(0, Files).Select(i => new BundleEntry($"web/d{i % 50}/e{i % 7}/f{i}.js", BundleEntryKind.File)));
        _plain = new AppSpec { File = "appspec.yml", OperatingSystem = "linux", Files = [new AppSpecFile("web", "/var/www", 1, 1)] };
        _withPermissions = _plain with
        {
            Permissions =
            [
                new AppSpecPermission { Object = "/var/www", Files = false, Mode = "755" },
                new AppSpecPermission { Object = "/var/www", Directories = false, Mode = "644", Owner = "www", Except = ["*.sh"] },
            ],
        };
    }

    [Benchmark(Baseline = true)]
    public object? FilesOnly() => InstallPlanner.Plan(_plain, _tree, "/srv/t1", null, out _);

    [Benchmark]
    public object? WithPermissions() => InstallPlanner.Plan(_withPermissions, _tree, "/srv/t1", null, out _);
}
