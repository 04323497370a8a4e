using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Forge.Build.Output;

namespace Forge.Benchmarks;

/// <summary>Masking runs over every byte that a build prints; nearly all of them hold no secret.</summary>
/// <remarks>The baseline replaces only the values themselves in text that is whole: less than the masker does.</remarks>
[MemoryDiagnoser]
public class SecretMaskerBenchmarks
{
    private const int Lines = 1000;

    private readonly ArrayBufferWriter<byte> _output = new(1024 * 1024);
    private string[] _secrets = [];
    private NeedleAutomaton? _automaton;
    private string _text = "";
    private byte[] _bytes = [];

    [Params(1, 20, 500)]
    public int Secrets { get; set; }

    /// <summary>Gets or sets a value indicating whether every tenth line holds a secret: the bad case.</summary>
    [Params(false, true)]
    public bool TextHoldsSecrets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _secrets = [.. Enumerable.Range(0, Secrets).Select(i => $"s3cr3t-{i:D4}-{new string('x', 24)}")];
        _automaton = SecretMasker.Prepare(_secrets.Select((secret, i) => KeyValuePair.Create($"SECRET_{i}", new SecretValue(secret))), out _);
        _text = string.Concat(Enumerable.Range(0, Lines).Select(i =>
            $"[12:00:01] Restoring packages for src/Shop.csproj {(TextHoldsSecrets && i % 10 == 0 ? _secrets[i % Secrets] : "with no secret in sight")}\n"));
        _bytes = Encoding.UTF8.GetBytes(_text);
    }

    [Benchmark(Baseline = true)]
    public string ReplaceEach() => _secrets.Aggregate(_text, (text, secret) => text.Replace(secret, "***", StringComparison.Ordinal));

    [Benchmark]
    public int Masker()
    {
        _output.ResetWrittenCount();
        var masker = new SecretMasker(_automaton);
        masker.Write(_bytes, _output);
        masker.Flush(_output);
        return _output.WrittenCount;
    }
}
