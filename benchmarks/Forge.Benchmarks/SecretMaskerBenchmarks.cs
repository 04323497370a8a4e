using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Forge.Build.Output;

namespace Forge.Benchmarks;

/// <summary>Masking runs over every byte that a build prints; the common line holds no secret.</summary>
[MemoryDiagnoser]
public class SecretMaskerBenchmarks
{
    private const int Lines = 1000;

    private readonly ArrayBufferWriter<byte> _output = new();
    private string[] _secrets = [];
    private string _text = "";
    private byte[] _bytes = [];
    private NeedleAutomaton _automaton = null!;

    [Params(1, 20)]
    public int Secrets { get; set; }

    [Params(false, true)]
    public bool LinesHoldASecret { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _secrets = [.. Enumerable.Range(0, Secrets).Select(i => $"s3cr3t-{i:D4}-{new string('x', 24)}")];
        _automaton = SecretMasker.Prepare(_secrets.Select((secret, i) => KeyValuePair.Create($"S{i}", new SecretValue(secret))), out _)!;
        var line = $"[12:00:01] Restoring packages for src/Shop.csproj {(LinesHoldASecret ? _secrets[^1] : "with no secret in sight, as usual")}\n";
        _text = string.Concat(Enumerable.Repeat(line, Lines));
        _bytes = Encoding.UTF8.GetBytes(_text);
    }

    [Benchmark(Baseline = true)]
    public string ReplaceTheValuesOnly() => _secrets.Aggregate(_text, (text, secret) => text.Replace(secret, "***", StringComparison.Ordinal));

    [Benchmark]
    public int MaskAllForms()
    {
        _output.ResetWrittenCount();
        var masker = new SecretMasker(_automaton);
        masker.Write(_bytes, _output);
        masker.Flush(_output);
        return _output.WrittenCount;
    }
}
