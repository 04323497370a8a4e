using System.Diagnostics;
using System.Globalization;
using Forge.Artifacts.S3;
using Forge.Artifacts.Tests.S3;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Killing;

/// <summary>A real process, killed with SIGKILL while it stores and deletes, and another one after it.</summary>
public sealed class StoreKilledTests(S3Server server, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Kills = 12;
    private const int MostDone = 8;
    private const int LongestRest = 60;

    private readonly TempDirectory _directory = new();
    private readonly TestBucket _bucket = new(server);
    private readonly Dictionary<string, bool?> _known = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _bucket.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return _bucket.DisposeAsync();
    }

    [Fact]
    public async Task Directory_ProcessKilledAtRandomMoments_LosesNothing() => await CheckAsync(await KillAsync([_directory.Combine("store")]));

    [Fact]
    public async Task Bucket_ProcessKilledAtRandomMoments_LosesNothingAndLeavesNothing()
    {
        using var store = (S3ArtifactStore)await KillAsync([_bucket.Name, server.Endpoint.ToString(), server.AccessKeyId, server.SecretAccessKey]);
        await CheckAsync(store);

        await store.SweepAsync(TimeSpan.FromSeconds(-5), Cancel);
        (await _bucket.LeftoversAsync()).Should().BeEmpty();
    }

    private async Task<IArtifactStore> KillAsync(string[] place)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            await LiveAsync(random, place);
        }

        _known.Count.Should().BeGreaterThan(5, "otherwise the test proves little");
        return PuttingHost.Open(place);
    }

    // It may do some things, and is killed in the middle of one.
    private async Task LiveAsync(Random random, string[] place)
    {
        string[] arguments = [typeof(StoreKilledTests).Assembly.Location, PuttingHost.Command, random.Next().ToString(CultureInfo.InvariantCulture), .. place];
        using var host = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        try
        {
            (await host.StandardOutput.ReadLineAsync(Cancel)).Should().Be("started");
            for (var left = random.Next(MostDone); left > 0; left--)
            {
                Note(await host.StandardOutput.ReadLineAsync(Cancel));
            }

            using var lifetime = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            lifetime.CancelAfter(random.Next(LongestRest));
            var ending = () => host.WaitForExitAsync(lifetime.Token);
            await ending.Should().ThrowAsync<OperationCanceledException>("it works until it is killed");
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync(CancellationToken.None);
        }

        while (await host.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            Note(line);
        }
    }

    // What was said is so; of what was begun without a word of its end nobody knows.
    private void Note(string? line)
    {
        if (line is { Length: > 1 })
        {
            _known[line[1..]] = line[0] switch { '+' => true, '-' => false, _ => null };
        }
    }

    private async Task CheckAsync(IArtifactStore store)
    {
        var listed = await store.ListAsync("", Cancel).Select(artifact => artifact.Key.Value).ToListAsync(Cancel);
        // Nothing is said of what was deleted: a put that was never heard of again may have come after it.
        _known.Where(known => known.Value == true).Select(known => known.Key).Should().BeSubsetOf(listed);
        foreach (var key in listed.Concat(_known.Keys).Distinct().Select(ArtifactKey.Parse))
        {
            var bytes = PuttingHost.ContentOf(key);
            await store.PutAsync(key, new MemoryStream(bytes), Cancel);
            await using var content = await store.OpenReadAsync(key, Cancel);
            using var read = new MemoryStream();
            await content.CopyToAsync(read, Cancel);
            read.ToArray().Should().Equal(bytes);
        }
    }
}
