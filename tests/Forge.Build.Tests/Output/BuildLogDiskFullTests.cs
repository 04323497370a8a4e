using Forge.Testing;

namespace Forge.Build.Tests.Output;

public sealed class BuildLogDiskFullTests
{
    private const int Kibibytes = 256;

    [Fact]
    public async Task WriteOutput_DiskThatIsFull_KeepsTheBeginningAndSaysSo()
    {
        await using var disk = await TmpfsMount.CreateAsync(Kibibytes);
        using var host = new LogHost { Options = { WorkDirectory = disk.Path } };
        var log = await host.OpenAsync();
        await using (log)
        {
            LogHost.WriteMany(log, 20_000);
            var kept = await host.ReadAsync();
            await log.CompleteAsync(TestContext.Current.CancellationToken);

            kept.Select(line => line.Sequence).Should().Equal(Enumerable.Range(1, kept.Count).Select(i => (long)i)).And.HaveCountGreaterThan(1000);
            host.Logger.Ids.Should().Equal(2041);
            (await host.ReadAsync()).Should().Equal(kept);
        }
    }
}
