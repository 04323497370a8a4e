using System.Globalization;
using Forge.Git;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Scenarios;

/// <summary>A checkout of 15,000 files from a mirror, against <c>git read-tree</c> and <c>git checkout-index</c> of the same commit.</summary>
internal static class Checkout
{
    private const int Rounds = 9;
    private const int Files = 15_000;
    private const int Folders = 300;
    private const int LargestFile = 12_000;
    private const int Seed = 20261124;

    public static async Task RunAsync()
    {
        var scratch = Directory.CreateTempSubdirectory("forge-bench-").FullName;
        var bare = await CreateAsync(scratch);
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddGitSourceProvider(options => options.MirrorDirectory = Path.Combine(scratch, "mirrors"));
        await using var provider = services.BuildServiceProvider();
        var source = provider.GetRequiredService<ISourceProvider>();
        var revision = await source.ResolveAsync(new SourceLocation { Repository = bare }, CancellationToken.None);
        // The floor reads the very objects that Forge reads.
        var mirror = Directory.EnumerateDirectories(Path.Combine(scratch, "mirrors"), "*.git").Single();
        var directory = Path.Combine(scratch, "out");

        await PairedRounds.MeasureAsync("checkout", Rounds, () => source.CheckOutAsync(revision, directory, CancellationToken.None), FloorAsync, EmptyAsync);

        Directory.Delete(scratch, recursive: true);

        Task EmptyAsync()
        {
            Empty(directory);
            return Task.CompletedTask;
        }

        async Task FloorAsync()
        {
            Directory.CreateDirectory(directory);
            var index = Path.Combine(scratch, "index");
            File.Delete(index);
            await Tool.RunAsync(null, "env", $"GIT_INDEX_FILE={index}", "git", $"--git-dir={mirror}", "read-tree", revision.Commit.ToString());
            await Tool.RunAsync(null, "env", $"GIT_INDEX_FILE={index}", "git", $"--git-dir={mirror}", $"--work-tree={directory}", "checkout-index", "--all", "--force");
        }
    }

    private static async Task<string> CreateAsync(string scratch)
    {
        var random = new Random(Seed);
        var work = Path.Combine(scratch, "work");
        for (var n = 0; n < Files; n++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(work, string.Create(CultureInfo.InvariantCulture, $"part-{n % Folders:000}"))).FullName;
            var text = string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64()} forges an ingot\n");
            File.WriteAllText(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"file-{n:00000}.txt")), string.Concat(Enumerable.Repeat(text, random.Next(LargestFile) / text.Length)));
        }

        var bare = Path.Combine(scratch, "bare.git");
        await Tool.RunAsync(null, "git", "init", "--quiet", "--initial-branch=main", work);
        await Tool.RunAsync(null, "git", "-C", work, "add", "--all");
        await Tool.RunAsync(null, "git", "-C", work, "-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "--quiet", "--message", "Files");
        await Tool.RunAsync(null, "git", "clone", "--quiet", "--bare", work, bare);
        Directory.Delete(work, recursive: true);
        return bare;
    }

    private static void Empty(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
