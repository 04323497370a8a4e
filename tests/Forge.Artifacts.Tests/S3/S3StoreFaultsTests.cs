using System.Collections.Concurrent;
using System.Globalization;
using Forge.Testing;
using Forge.Testing.Faults;

namespace Forge.Artifacts.Tests.S3;

/// <summary>Five hundred faults between a store and a real server: nothing is lost, nothing is wrong, nothing stays.</summary>
/// <remarks>A failure names its seed; the same seed gives the same operations and, as far as threads allow, the same faults.</remarks>
public sealed class S3StoreFaultsTests(S3Server server)
{
    private const int Batches = 2;
    private const int SeedsOfABatch = 5;
    private const int FaultsOfASeed = 50;
    private const int PartSize = 64 * 1024;

    private static readonly FaultKind[] Kinds =
        [.. Enum.GetValues<FaultKind>().Except([FaultKind.Hang, FaultKind.HeedCondition])];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> FirstSeeds => [.. Enumerable.Range(0, Batches).Select(batch => batch * SeedsOfABatch)];

    [Theory]
    [MemberData(nameof(FirstSeeds))]
    public Task Store_FiftyFaultsOfEachSeed_LosesNothing(int first) =>
        Task.WhenAll(Enumerable.Range(first, SeedsOfABatch).Select(seed => Task.Run(() => RunAsync(seed), Cancel)));

    private async Task RunAsync(int seed)
    {
        await using var bucket = new TestBucket(server);
        await bucket.InitializeAsync();
        await using var proxy = FaultProxy.Start(server.Endpoint);
        using var store = bucket.Open(options => (options.Endpoint, options.PartSize, options.ParallelParts, options.IdleTimeout) = (proxy.Endpoint, PartSize, 3, TimeSpan.FromMilliseconds(500)));
        var draw = new Random(seed);
        var model = new StoreModel(store, draw);
        var faults = new Random(seed + 1000);
        var injected = new ConcurrentQueue<string>();
        await store.StatAsync(ArtifactKey.Parse("opens"), Cancel);

        proxy.Faults = request => Draw(faults, request, injected);
        while (injected.Count < FaultsOfASeed)
        {
            await model.StepAsync(Cancel);
        }

        proxy.Faults = null;
        await model.VerifyAsync(Cancel);
        await store.SweepAsync(TimeSpan.FromSeconds(-5), Cancel);
        string.Join(" ", await bucket.LeftoversAsync()).Should().BeEmpty($"seed {seed} injected {string.Join(", ", injected)}");
        model.Successes.Should().BeGreaterThan(FaultsOfASeed / 10, "otherwise the test proves little");
    }

    private static Fault? Draw(Random faults, ProxiedRequest request, ConcurrentQueue<string> injected)
    {
        lock (faults)
        {
            if (faults.Next(4) > 0)
            {
                return null;
            }

            var fault = new Fault(Kinds[faults.Next(Kinds.Length)], faults.Next(1, 1_000_000), faults.Next(2) == 0 ? 500 : 503);
            // Nothing guards what a listing or a question for an object says but TLS.
            if (request.Method is "HEAD" && fault.Kind is FaultKind.Lie or FaultKind.ErrorInBody
                || IsListing(request) && fault.Kind is FaultKind.Lie or FaultKind.FlipAnswer or FaultKind.ErrorInBody or FaultKind.ShortAnswer)
            {
                return null;
            }

            injected.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{fault.Kind}@{request.Method} {request.Target}"));
            return fault;
        }
    }

    private static bool IsListing(ProxiedRequest request) => request.Method == "GET" && request.Target.Contains("list-type", StringComparison.Ordinal);
}
