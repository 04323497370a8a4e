using Forge.Artifacts;
using Forge.Artifacts.Trees;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Scenarios;

/// <summary>The second push of a tree of which two files have changed, against the first push into a store that has nothing; both whole, on the file system.</summary>
internal static class Delta
{
    private const int Rounds = 15;

    // Longer than the time for which no digest is trusted after a file was written.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    public static async Task RunAsync()
    {
        var scratch = Directory.CreateTempSubdirectory("forge-bench-").FullName;
        var source = BundleSample.Write(Path.Combine(scratch, "tree"));
        var files = Directory.GetFiles(Path.Combine(source, "app"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        await Task.Delay(Settle);
        var (stores, changes) = (0, 0);
        var bytes = new List<double>();
        var first = await PushAsync();

        await PairedRounds.MeasureAsync("delta", Rounds, SecondAsync, FirstAsync, () => { Change(); return Task.CompletedTask; });
        PairedRounds.PrintRatio("delta-bytes", PairedRounds.Median(bytes));

        Directory.Delete(scratch, recursive: true);

        async Task FirstAsync()
        {
            stores++;
            first = await PushAsync();
        }

        async Task SecondAsync() => bytes.Add((double)(await PushAsync()).StoredBytes / first.StoredBytes);

        void Change()
        {
            foreach (var _ in (int[])[1, 2])
            {
                File.AppendAllText(files[changes % files.Length], $"change {changes}\n");
                changes += files.Length / 4 + 1;
            }
        }

        async Task<TreePutResult> PushAsync()
        {
            var services = new ServiceCollection().AddLogging();
            services.AddForge().AddFileSystemArtifactStore(options => options.Directory = Path.Combine(scratch, $"store-{stores}"));
            await using var provider = services.BuildServiceProvider();
            var trees = new ArtifactTrees(provider.GetRequiredService<IArtifactStore>(), "bench", TimeProvider.System);
            return await trees.PutAsync(new TreePutRequest
            {
                Key = ArtifactKey.Parse($"bench/{Guid.NewGuid():N}"),
                Directory = source,
                StampFile = Path.Combine(scratch, $"stamps-{stores}"),
            });
        }
    }
}
