using System.Diagnostics;
using System.Globalization;

namespace Forge.Scenarios;

/// <summary>Counts the processor time that this process and the programs that it started and waited for have used.</summary>
internal sealed class ProcessorTime
{
    private const int ChildrenUser = 15;
    private const double TicksPerSecond = 100;

    private readonly Dictionary<string, List<double>> _seconds = [];

    /// <summary>Runs work and notes what it took.</summary>
    public async Task CountAsync(string name, Func<Task> work)
    {
        var before = Now();
        await work();
        if (!_seconds.TryGetValue(name, out var seconds))
        {
            _seconds[name] = seconds = [];
        }

        seconds.Add(Now() - before);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {seconds[^1]:0.00} s of processor time"));
    }

    /// <summary>Returns what each round took, without the warm-up.</summary>
    public IEnumerable<double> Of(string name) => _seconds[name].Skip(1);

    private static double Now()
    {
        using var process = Process.GetCurrentProcess();
        // Behind the name, which may hold blanks: field 16 of the line.
        var line = File.ReadAllText("/proc/self/stat");
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        var children = double.Parse(fields[ChildrenUser - 2], CultureInfo.InvariantCulture) + double.Parse(fields[ChildrenUser - 1], CultureInfo.InvariantCulture);
        return process.TotalProcessorTime.TotalSeconds + (children / TicksPerSecond);
    }
}
