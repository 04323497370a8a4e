using System.Globalization;

namespace Forge.Scenarios;

/// <summary>A tree of 500 MB in 20,000 files, half of it text and half of it noise, the same on every run.</summary>
internal static class PackSample
{
    private const int Files = 20_000;
    private const int Folders = 1_000;
    private const int SmallestFile = 400;
    private const int LargestFile = 250_000;
    private const double MeanSize = 25_000;
    private const int Words = 4_000;
    private const int Letters = 26;
    private const int Seed = 20261124;

    /// <summary>Writes the tree below a directory.</summary>
    public static void Write(string directory)
    {
        var random = new Random(Seed);
        var words = Enumerable.Range(0, Words).Select(_ => Word(random)).ToArray();
        for (var n = 0; n < Files; n++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"part-{n % 100:00}/unit-{n / 100 % (Folders / 100)}"))).FullName;
            var content = new byte[(int)Math.Min(LargestFile, SmallestFile - (Math.Log(1 - random.NextDouble()) * MeanSize))];
            if (n % 2 == 0)
            {
                random.NextBytes(content);
            }
            else
            {
                FillWithText(content, words, random);
            }

            File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"file-{n:00000}.{(n % 2 == 0 ? "bin" : "txt")}")), content);
        }
    }

    // Frequent words are frequent, as in any language.
    private static void FillWithText(byte[] content, string[] words, Random random)
    {
        for (var at = 0; at < content.Length;)
        {
            foreach (var letter in words[(int)(Math.Pow(random.NextDouble(), 3) * words.Length)] + (random.Next(10) == 0 ? '\n' : ' '))
            {
                if (at < content.Length)
                {
                    content[at++] = (byte)letter;
                }
            }
        }
    }

    private static string Word(Random random) => string.Concat(
        Enumerable.Range(0, 2 + random.Next(9)).Select(_ => (char)('a' + (int)(random.NextDouble() * random.NextDouble() * Letters))));
}
