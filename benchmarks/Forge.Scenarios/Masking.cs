using System.Buffers;
using System.Globalization;
using System.Text;
using Forge.Build.Output;

namespace Forge.Scenarios;

/// <summary>Masking of ordinary log text, against a copy of the same bytes in the same pieces into the same sink.</summary>
internal static class Masking
{
    private const int Rounds = 9;
    private const int Passes = 8;
    private const int TextBytes = 16 * 1024 * 1024;
    private const int PieceBytes = 16 * 1024;
    private const int LineBytes = 80;
    private const int SecretBytes = 32;
    private const int Seed = 20_260_101;

    private static readonly string[] Words =
    [
        "Restoring", "packages", "for", "src/Shop.Web/Shop.Web.csproj", "info", "warning", "CS8602:", "Dereference", "of", "a", "possibly", "null", "reference",
        "[INFO]", "Downloaded", "from", "central:", "https://repo.example.org/maven2/org/apache", "npm", "WARN", "deprecated", "added", "1423", "packages", "in", "38s",
        "=>", "CACHED", "[stage-1", "4/9]", "COPY", "--from=build", "/app/out", "sha256:9f86d081884c7d659a2feaa0c55ad015", "PASS", "test/cart.test.js", "(5.213", "s)",
        "2026-01-01T12:00:01.123Z", "Compiling", "serde", "v1.0.203", "Finished", "release", "[optimized]", "target(s)", "the", "and", "was", "not", "found", "exit", "code", "0",
    ];

    public static async Task RunAsync()
    {
        var random = new Random(Seed);
        var text = WriteText(random);
        foreach (var count in (int[])[1, 500])
        {
            var secrets = Enumerable.Range(0, count).Select(i => KeyValuePair.Create($"SECRET_{i}", new SecretValue(WriteSecret(random))));
            var automaton = SecretMasker.Prepare(secrets, out _);
            var sink = new LastBytes();
            var seconds = await PairedRounds.MeasureAsync($"masking-{count}", Rounds, () => Pass(new SecretMasker(automaton)), () => Pass(null));
            var megabytes = (double)Passes * TextBytes / (1000 * 1000);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"masking-{count}: {megabytes / seconds:0} MB/s"));

            Task Pass(SecretMasker? masker)
            {
                for (var pass = 0; pass < Passes; pass++)
                {
                    for (var at = 0; at < text.Length; at += PieceBytes)
                    {
                        var piece = text.AsSpan(at, PieceBytes);
                        if (masker is null)
                        {
                            sink.Write(piece);
                        }
                        else
                        {
                            masker.Write(piece, sink);
                        }
                    }
                }

                masker?.Flush(sink);
                return Task.CompletedTask;
            }
        }
    }

    private static byte[] WriteText(Random random)
    {
        var text = new StringBuilder(TextBytes);
        var line = new StringBuilder(LineBytes);
        while (text.Length < TextBytes)
        {
            line.Clear();
            while (line.Length < LineBytes)
            {
                line.Append(Words[random.Next(Words.Length)]).Append(' ');
            }

            text.Append(line.ToString(0, LineBytes - 1)).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, TextBytes));
    }

    private static string WriteSecret(Random random) => new(random.GetItems<char>("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+_-$&'\" ", SecretBytes));
}
