using System.Text;
using BenchmarkDotNet.Attributes;
using Forge.Deploy.Specs;

namespace Forge.Benchmarks;

/// <summary>An appspec is read when a deployment is created and once more on each target that has one installed; the common file is small.</summary>
[MemoryDiagnoser]
public class AppSpecReaderBenchmarks
{
    private byte[] _bytes = [];

    [Params(3, 300)]
    public int Entries { get; set; }

    [Params(false, true)]
    public bool HasMistakes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var text = new StringBuilder("version: 0.0\nos: linux\nfiles:\n");
        for (var i = 0; i < Entries; i++)
        {
            text.Append(HasMistakes ? $"  - sorce: web/{i}\n" : $"  - source: web/{i}\n").Append($"    destination: /var/www/{i}\n");
        }

        text.Append("permissions:\n  - object: /var/www\n    mode: 755\n    type: [file]\nhooks:\n");
        text.Append(HasMistakes ? "  AfterInstal:\n" : "  AfterInstall:\n").Append("    - location: scripts/after.sh\n      timeout: 300\n      runas: root\n");
        _bytes = Encoding.UTF8.GetBytes(text.ToString());
    }

    [Benchmark(Baseline = true)]
    public int Smallest() => AppSpecReader.Validate("appspec.yml", "version: 0.0\nos: linux\n"u8).Count;

    [Benchmark]
    public int Validate() => AppSpecReader.Validate("appspec.yml", _bytes).Count;
}
