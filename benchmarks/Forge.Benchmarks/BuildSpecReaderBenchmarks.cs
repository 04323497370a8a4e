using System.Text;
using BenchmarkDotNet.Attributes;
using Forge.Build.Specs;
using YamlDotNet.Core;

namespace Forge.Benchmarks;

/// <summary>Every build reads its buildspec once. The floor is the parser alone, which sees neither types nor mistakes.</summary>
[MemoryDiagnoser]
public class BuildSpecReaderBenchmarks
{
    private byte[] _bytes = [];

    /// <summary>Gets or sets the number of commands: 8 is the median of public files, 400 beyond all of them.</summary>
    [Params(8, 400)]
    public int Commands { get; set; }

    [GlobalSetup]
    public void Setup() => _bytes = Encoding.UTF8.GetBytes(Samples.BuildSpec(Commands));

    [Benchmark(Baseline = true)]
    public int ParserOnly()
    {
        var parser = new Parser(new StreamReader(new MemoryStream(_bytes)));
        var events = 0;
        while (parser.MoveNext())
        {
            events++;
        }

        return events;
    }

    [Benchmark]
    public object? Reader() => BuildSpecReader.Read("buildspec.yml", _bytes, out _);
}
