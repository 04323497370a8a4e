using Forge.Artifacts;
using Forge.Artifacts.Revisions;
using Forge.Artifacts.Trees;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Scenarios;

/// <summary>The second push of a tree of which two files have changed, against the first push into a store that has nothing; both whole, on the file system.</summary>
internal static class Delta
{
    private const int Rounds = 15;

    // Longer than the time for which no digest is trusted after a file was written.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    /// <summary>Any directory, as a tree.</summary>
    public static Task TreesAsync() => RunAsync("delta", async (store, source, stamps) =>
    {
        var trees = new ArtifactTrees(store, "bench", TimeProvider.System);
        var request = new TreePutRequest { Key = ArtifactKey.Parse($"bench/{Guid.NewGuid():N}"), Directory = source, StampFile = stamps };
        return (await trees.PutAsync(request)).StoredBytes;
    });

    /// <summary>A revision, as <c>forge push</c> stores it.</summary>
    public static Task RevisionsAsync() => RunAsync("delta-push", async (store, source, stamps) =>
        (await new RevisionPush(store).PushAsync(new RevisionPushRequest { Source = source, Application = "bench", StampFile = stamps })).StoredBytes);

    private static async Task RunAsync(string name, Func<IArtifactStore, string, string, Task<long>> push)
    {
        var scratch = Directory.CreateTempSubdirectory("forge-bench-").FullName;
        var source = BundleSample.Write(Path.Combine(scratch, "tree"));
        var files = Directory.GetFiles(Path.Combine(source, "app"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        await Task.Delay(Settle);
        var (stores, changes) = (0, 0);
        var bytes = new List<double>();
        var first = await PushAsync();

        await PairedRounds.MeasureAsync(name, Rounds, SecondAsync, FirstAsync, () => { Change(); return Task.CompletedTask; });
        PairedRounds.PrintRatio($"{name}-bytes", PairedRounds.Median(bytes));

        Directory.Delete(scratch, recursive: true);

        async Task FirstAsync()
        {
            stores++;
            first = await PushAsync();
        }

        async Task SecondAsync() => bytes.Add((double)await PushAsync() / first);

        void Change()
        {
            foreach (var _ in (int[])[1, 2])
            {
                File.AppendAllText(files[changes % files.Length], $"change {changes}\n");
                changes += files.Length / 4 + 1;
            }
        }

        async Task<long> PushAsync()
        {
            var services = new ServiceCollection().AddLogging();
            services.AddForge().AddFileSystemArtifactStore(options => options.Directory = Path.Combine(scratch, $"store-{stores}"));
            await using var provider = services.BuildServiceProvider();
            return await push(provider.GetRequiredService<IArtifactStore>(), source, Path.Combine(scratch, $"stamps-{stores}"));
        }
    }
}
