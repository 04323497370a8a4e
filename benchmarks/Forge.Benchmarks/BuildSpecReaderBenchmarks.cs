using System.Text;
using BenchmarkDotNet.Attributes;
using Forge.Build.Specs;
<<<<<<< HEAD

namespace Forge.Benchmarks;

/// <summary>A buildspec is read once for each build and once for each file that somebody validates; a hostile one must not cost more.</summary>
[MemoryDiagnoser]
public class BuildSpecReaderBenchmarks
{
    private byte[] _usual = [];
    private byte[] _large = [];
    private byte[] _nested = [];

    [GlobalSetup]
    public void Setup()
    {
        const string Usual =
            """
            version: 0.2
            env:
              variables: {CONFIGURATION: Release, PORT: 8080}
              secrets-manager: {TOKEN: "shop/token:value"}
            phases:
              install: {commands: [./install.sh]}
              pre_build: {commands: [dotnet restore]}
              build:
                commands:
                  - dotnet build -c $CONFIGURATION
                  - |
                    dotnet test
                    dotnet publish -o out
              post_build: {commands: [echo done]}
            artifacts: {files: ['**/*'], base-directory: out, exclude-paths: ['**/*.pdb']}
            """;
        const int Commands = 4000;
        const int Depth = 100_000;

        _usual = Encoding.UTF8.GetBytes(Usual);
        _large = Encoding.UTF8.GetBytes($"version: 0.2\nphases:\n  build:\n    commands:\n{string.Concat(Enumerable.Range(0, Commands).Select(i => $"      - echo {i}\n"))}");
        _nested = Encoding.UTF8.GetBytes($"version: 0.2\nphases: {new string('[', Depth)}");
    }

    [Benchmark(Baseline = true)]
    public int Usual() => BuildSpecReader.Validate("buildspec.yml", _usual).Count;

    [Benchmark]
    public int FourThousandCommands() => BuildSpecReader.Validate("buildspec.yml", _large).Count;

    [Benchmark]
    public int HundredThousandBrackets() => BuildSpecReader.Validate("buildspec.yml", _nested).Count;
=======
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
>>>>>>> main
}
