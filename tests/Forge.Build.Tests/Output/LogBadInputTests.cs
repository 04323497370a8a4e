using System.Buffers;
using System.Text;
using Forge.Build.Output;
using Forge.Testing.BadInput;

namespace Forge.Build.Tests.Output;

/// <summary>Output that is hostile, and secrets that are hard to mask.</summary>
public sealed class LogBadInputTests
{
    private const int MostShown = 6;

    private static readonly BadInputArea Logs = new("log");
    private static readonly BadInputArea Secrets = new("secret");

    public static TheoryData<string> LogInputs => Logs.Inputs;

    public static TheoryData<string> SecretInputs => Secrets.Inputs;

    [Theory]
    [MemberData(nameof(LogInputs))]
    public Task Write_HostileOutput_IsStoredAsItIsAndReadAsLines(string input) => Logs.CheckAsync(input, async (_, bytes) =>
    {
        using var host = new LogHost();
        await using (var log = await host.OpenAsync())
        {
            log.WriteOutput(bytes);
            log.EndOutput();
            host.StoredOutput().Should().Equal(bytes);
        }

        var texts = await host.TextsAsync();
        return [.. texts.Take(MostShown).Select(text => $"line: {Clip(text)}"), .. texts.Count > MostShown ? [$"{texts.Count} lines"] : Array.Empty<string>()];
    });

    [Theory]
    [MemberData(nameof(SecretInputs))]
    public void Mask_DifficultSecret_IsMaskedOrRefusedByName(string input) => Secrets.Check(input, (_, bytes) =>
    {
        var told = OptionsText.Read<Dictionary<string, string[]>>(bytes);
        var automaton = SecretMasker.Prepare(told["secrets"].Select((secret, i) => KeyValuePair.Create($"S{i}", new SecretValue(secret))), out var refused);
        var masker = new SecretMasker(automaton);
        var output = new ArrayBufferWriter<byte>();
        Array.ForEach(told["log"], part => masker.Write(Encoding.UTF8.GetBytes(part), output));
        masker.Flush(output);
        return [.. refused.Select(name => $"refused: {name}"), $"log: {Clip(Encoding.UTF8.GetString(output.WrittenSpan))}"];
    });

    private static string Clip(string text) => text.Length < 300 ? text : $"{text.Length} characters";
}
