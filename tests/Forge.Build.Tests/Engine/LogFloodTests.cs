using System.Globalization;
using System.Text;

namespace Forge.Build.Tests.Engine;

public sealed class LogFloodTests
{
    private const int Limit = 1024 * 1024;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Flood_BeyondTheLimit_IsCutToTheByteAndHoldsNobodyUp()
    {
        var token = TestContext.Current.CancellationToken;
        using var host = new BuildHost(options: builds => builds.LogLimit = Limit);
        var flood = new BuildRequest { Project = "flood", Buildspec = "version: 0.2\nphases: {build: {commands: ['echo first; yes 0123456789abcdef | head -c 200000000; echo last']}}" };
        var other = new BuildRequest { Project = "other", Buildspec = "version: 0.2\nphases: {build: {commands: ['for i in 1 2 3 4 5 6 7 8 9 10; do date +%s%3N; sleep 0.1; done']}}" };

        var flooding = await host.Engine.StartAsync(flood, token);
        var going = await host.Engine.StartAsync(other, token);
        (await host.Engine.WaitAsync(flooding.BuildId, token)).Status.Should().Be(BuildStatus.Succeeded);

        var lines = await host.Engine.ReadLogAsync(flooding.BuildId, cancellationToken: token).ToListAsync(token);
        lines.Count(line => line.Text.Contains("the log has reached its limit", StringComparison.Ordinal)).Should().Be(1);
        var kept = lines.Where(line => !line.Text.StartsWith("[Container] ", StringComparison.Ordinal)).Select(line => line.Text).ToList();
        kept.Should().StartWith("first").And.NotContain("last");
        // The last line is cut and has no end.
        Encoding.UTF8.GetByteCount(string.Join('\n', kept)).Should().Be(Limit);
        var delays = await host.Engine.ReadLogAsync(going.BuildId, cancellationToken: token)
            .Where(line => !line.Text.StartsWith("[Container] ", StringComparison.Ordinal))
            .Select(line => line.At - DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(line.Text, CultureInfo.InvariantCulture)))
            .ToListAsync(token);
        delays.Should().HaveCount(10).And.OnlyContain(delay => delay < LongestDelay);
    }
}
