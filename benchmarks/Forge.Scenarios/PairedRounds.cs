using System.Diagnostics;
using System.Globalization;

namespace Forge.Scenarios;

/// <summary>Measures two ways of doing one job by turns, so that a slow minute of the machine hits both.</summary>
internal static class PairedRounds
{
    private const int WarmUps = 1;

    /// <summary>Measures and prints the ratio.</summary>
    /// <param name="name">The figure's name.</param>
    /// <param name="rounds">How many pairs count.</param>
    /// <param name="forge">Forge's way.</param>
    /// <param name="floor">The other way.</param>
    /// <param name="prepare">Runs unmeasured before each: makes room, or waits until what the last one does in the background is over.</param>
    /// <returns>The median of what Forge took, in seconds.</returns>
    public static async Task<double> MeasureAsync(string name, int rounds, Func<Task> forge, Func<Task> floor, Func<Task>? prepare = null)
    {
        var pairs = await RunAsync(name, rounds, forge, floor, prepare);
        PrintRatio(name, Median(pairs.Select(pair => pair.Forge / pair.Floor)));
        return Median(pairs.Select(pair => pair.Forge));
    }

    /// <summary>Measures without printing a ratio.</summary>
    /// <returns>The median of the ratios.</returns>
    public static async Task<double> RatioAsync(string name, int rounds, Func<Task> forge, Func<Task> floor) =>
        Median((await RunAsync(name, rounds, forge, floor, prepare: null)).Select(pair => pair.Forge / pair.Floor));

    public static void PrintRatio(string name, double ratio) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {name} {ratio:0.000}"));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static async Task<List<(double Forge, double Floor)>> RunAsync(string name, int rounds, Func<Task> forge, Func<Task> floor, Func<Task>? prepare)
    {
        var pairs = new List<(double Forge, double Floor)>();
        for (var round = -WarmUps; round < rounds; round++)
        {
            var pair = (Forge: await SecondsAsync(forge, prepare), Floor: await SecondsAsync(floor, prepare));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(round < 0 ? "warm-up" : $"round {round + 1}")}: forge {pair.Forge:0.000} s, floor {pair.Floor:0.000} s"));
            if (round >= 0)
            {
                pairs.Add(pair);
            }
        }

        var ratios = pairs.Select(pair => pair.Forge / pair.Floor).Order().ToList();
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: median forge {Median(pairs.Select(pair => pair.Forge)):0.000} s, floor {Median(pairs.Select(pair => pair.Floor)):0.000} s, ratio {ratios[0]:0.000} to {ratios[^1]:0.000}"));
        return pairs;
    }

    private static async Task<double> SecondsAsync(Func<Task> work, Func<Task>? prepare)
    {
        await (prepare?.Invoke() ?? Task.CompletedTask);
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
