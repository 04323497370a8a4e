using System.Globalization;
using Forge.Build.Local;
using Forge.Build.Packaging;
using Forge.Build.Planning;

namespace Forge.Scenarios;

/// <summary>Choosing <c>**/*.dll</c>, 10,000 of 100,000 files, as a build's artifact is chosen by a warm host, against <c>find</c>.</summary>
internal static class Globbing
{
    private const int Rounds = 21;
    private const int Files = 100_000;
    private const int Folders = 9_250;
    private const int Chosen = 10_000;
    private const string Pattern = "**/*.dll";

    public static async Task RunAsync()
    {
        var scratch = Directory.CreateTempSubdirectory("forge-bench-").FullName;
        await Task.Run(() => Write(scratch));
        var directory = new LocalDirectory(scratch, "bench");
        var plan = new ArtifactPlan
        {
            Destination = new ArtifactDestination { Identifier = "" },
            Name = "bench",
            Prefix = "",
            BaseDirectory = scratch,
            Files = [Pattern],
            ExcludePaths = [],
            DiscardPaths = false,
            KeepsLinks = false,
        };
        var names = new List<string>();
        var found = "";

        await PairedRounds.MeasureAsync("glob", Rounds, ChooseAsync, async () => found = await Tool.ReadAsync("find", scratch, "-name", "*.dll", "-type", "f", "-printf", "%P\\n"));

        if (names.Count != Chosen || !names.SequenceEqual(found.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)))
        {
            throw new InvalidOperationException($"{names.Count} files were chosen, not those that find found.");
        }

        Directory.Delete(scratch, recursive: true);

        async Task ChooseAsync()
        {
            var files = await directory.ListNamesAsync("", CancellationToken.None);
            names = [.. ArtifactSelector.Select(plan, files!, scratch).Files.Select(file => file.Name)];
        }
    }

    private static void Write(string scratch)
    {
        for (var n = 0; n < Files; n++)
        {
            var folder = n % Folders;
            var path = Path.Combine(scratch, string.Create(CultureInfo.InvariantCulture, $"part-{folder % 50:00}/unit-{folder / 50 % 20:00}/leaf-{folder:0000}"));
            if (n < Folders)
            {
                Directory.CreateDirectory(path);
            }

            File.WriteAllBytes(Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"file-{n:000000}.{(n % 10 == 0 ? "dll" : n % 3 == 0 ? "json" : "xml")}")), []);
        }
    }
}
