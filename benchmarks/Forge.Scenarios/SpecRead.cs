using System.Globalization;
using System.Text;
using Forge.Build.Specs;
using YamlDotNet.Core;

namespace Forge.Scenarios;

/// <summary>Reading of a buildspec with everything that is checked, against YamlDotNet's events over the same text.</summary>
internal static class SpecRead
{
    private const string Folder = "Forge.Scenarios.BuildSpecs.";
    private const int Rounds = 15;
    private const int ReadsInARound = 300;

    public static async Task RunAsync()
    {
        var ratios = new List<double>();
        foreach (var name in typeof(SpecRead).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order())
        {
            var bytes = await ReadAsync(name);
            var text = Encoding.UTF8.GetString(bytes);
            ratios.Add(await PairedRounds.RatioAsync(name[Folder.Length..], Rounds, () => Repeat(() => Read(bytes)), () => Repeat(() => Parse(text))));
        }

        ratios.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"spec-read: {ratios.Count} files, {ratios[0]:0.00} to {ratios[^1]:0.00}"));
        PairedRounds.PrintRatio("spec-read", PairedRounds.Median(ratios));
    }

    private static async Task<byte[]> ReadAsync(string name)
    {
        await using var file = typeof(SpecRead).Assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        await file.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static Task Repeat(Action action)
    {
        for (var i = 0; i < ReadsInARound; i++)
        {
            action();
        }

        return Task.CompletedTask;
    }

    private static void Read(byte[] bytes)
    {
        if (BuildSpecReader.Read("buildspec.yml", bytes, out var problems) is null)
        {
            throw new InvalidOperationException(string.Join("; ", problems.Select(problem => problem.Message)));
        }
    }

    private static void Parse(string text)
    {
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext())
        {
        }
    }
}
